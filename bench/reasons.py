"""Why a goal is missed, where somebody has looked with a profiler; printed only while it is."""

REASONS = {
    "P1": (
        "About a quarter of the CPU goes into the filter form (Django's widgets draw five lists of choices), a"
        " third into reading thirty stories with their cities and themes in eight statements, a third into drawing"
        " thirty cards, the rest into the frame. Each card carries its cut-out of the map as some 7 KB of SVG: little"
        " to draw, much to send. One visitor a minute waits for the page; the others get the kept one."
    ),
    "P2": (
        "The city's and the cohort's page read pairings with sides, participations and cities, and stories with"
        " cities and themes, three statements each, beside what they are about; the cohort's page then lists every"
        " pairing of the cohort in the template engine. They too are kept for visitors. Rows from `values_list` in"
        " place of objects would bring both down, as they did for the desk."
    ),
    "P3": (
        "Every cell stands in the page as matrix, and what is not done once more as a list, both drawn in Python."
        " At 100 cities most of the cost does not grow with them: twelve statements at about 2 ms of ORM, driver"
        " and server each, the frame, and a filter form of four lists of choices. That is also why the exponent is"
        " far below 1."
    ),
    "P5": (
        "More than half of the desk's time goes into asking nineteen questions, most of them small; its tiles read"
        " every output's date and state to judge them by the calendar, where a count by date and state in SQL would"
        " do. The workspace asks every room that has something to say, one after the other, and foretells every"
        " reminder of the city to name the next one."
    ),
    "P8": (
        "The anchor settles fifty mails in one statement and is certain of nothing in between. The outbox commits"
        " one statement before and one after each mail, so that a killed worker leaves one mail in doubt and not"
        " fifty (docs/decisions/0003). The two cost about 2.4 ms in ORM and driver and 1.6 ms in PostgreSQL,"
        " against 2 ms for writing and sending a mail. One transaction for the end of a mail and the start of the"
        " next saves a commit but no CPU (4.0 ms). By reckoning, the same statements compiled once (0.6 ms and 1.3"
        " ms) would come to 0.5x, and handing over five mails at a time to 0.7x, with five left in doubt."
    ),
    "P9": (
        "Every statement of the table counts here: its modules, the cities that answer and their people beside the"
        " hours themselves. The one that sums the hours takes 2.9 of the 8.7 ms, 1.8x the anchor; planning all four"
        " takes another third, which a prepared statement would save. The exports join each line to its month, seat"
        " and city, five tables against one, and a third of their cost is planning that. None grows with the table."
    ),
}
