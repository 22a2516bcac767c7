"""Why a goal is missed, where somebody has looked with a profiler; printed only while it is."""

REASONS = {
    "P1": (
        "A third of the time goes into the filter form (Django's widgets draw five lists of choices), a third into thirty"
        " cards in the template engine, the rest into the maps: each card carries its cut-out as some 20 KB of SVG, read"
        " from the database and copied into the page. A visitor without a cookie waits for it once a minute; the others"
        " get the kept page. A coarser coast line for cards would take most of the weight."
    ),
    "P2": (
        "The city's and the cohort's page read pairings with sides, participations and cities, and stories with cities"
        " and themes, three statements each, beside the head of the page; the cohort's page then lists every pairing in"
        " the template engine. They too are kept for visitors. `values_list` rows drawn in Python, as for the matrix,"
        " would bring both down."
    ),
    "P3": (
        "The page holds every cell as matrix and what is not done once more as a list, both drawn in Python. What remains"
        " above the bare matrix is the head of each row, the filter form and eight statements more; the exponent is far"
        " below its limit because the data, not the frame, grows."
    ),
    "P5": (
        "The desk asks nineteen small questions, and the ORM's own work for them is more than the database's; its tiles"
        " read every obligation of an output to judge it by the city's clock. Counting in SQL by due date and state would"
        " do for the tiles. The workspace asks every room that has something to say, one after the other."
    ),
    "P8": (
        "The anchor settles fifty mails in one statement and is certain of nothing in between. The outbox commits one"
        " statement before and one after each mail, so that a killed worker leaves one mail in doubt and not fifty"
        " (docs/decisions/0003). The two statements cost about 2.4 ms in the ORM and psycopg and 1.6 ms in PostgreSQL,"
        " against 2 ms for writing and sending the mail. One transaction for the end of a mail and the start of the next"
        " was tried and saves a commit but no CPU. Compiled once and executed as they are, the same two statements cost"
        " 0.6 ms and 1.3 ms, about 0.5x; handing over five at a time would hold the goal and leave five in doubt."
    ),
}
