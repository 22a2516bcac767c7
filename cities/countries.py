"""Countries as people write them in a spreadsheet, read into ISO codes."""

from __future__ import annotations

from functools import cache

from django.utils import translation
from django_countries import countries

from cities.names import fold

WRITTEN = {
    "AD": "Principality of Andorra",
    "AL": "Shqipëria|Shqipëri",
    "AM": "Հայաստան|Hayastan",
    "AT": "Österreich|Oesterreich",
    "BA": "Bosna i Hercegovina|Босна и Херцеговина|Bosnia|Bosnia & Herzegovina|Bosnia-Herzegovina|BiH",
    "BE": "België|Belgique|Belgien",
    "BG": "България|Bulgariya|Republic of Bulgaria",
    "CH": "Schweiz|Suisse|Svizzera|Svizra|Helvetia",
    "CY": "Κύπρος|Kypros|Kıbrıs|Republic of Cyprus",
    "CZ": "Czech Republic|Česko|Česká republika|Czechia",
    "DE": "Deutschland|Federal Republic of Germany|BRD",
    "DK": "Danmark",
    "EE": "Eesti",
    "ES": "España|Espanya|Espainia|Kingdom of Spain",
    "FI": "Suomi",
    "FR": "République française",
    "GB": "UK|U.K.|United Kingdom|Great Britain|Britain|England|Scotland|Wales|Northern Ireland|Cymru|Alba",
    "GE": "საქართველო|Sakartvelo",
    "GR": "EL|Hellas|Ελλάδα|Ελλάς|Ellada|Hellenic Republic",
    "HR": "Hrvatska",
    "HU": "Magyarország",
    "IE": "Éire|Eire|Republic of Ireland",
    "IL": "ישראל|Yisrael",
    "IS": "Ísland",
    "IT": "Italia",
    "LI": "Fürstentum Liechtenstein",
    "LT": "Lietuva",
    "LU": "Lëtzebuerg|Luxemburg",
    "LV": "Latvija",
    "MD": "Republic of Moldova|Republica Moldova",
    "ME": "Crna Gora|Црна Гора",
    "MK": "Северна Македонија|Severna Makedonija|Macedonia|FYROM|Republic of North Macedonia",
    "MT": "Repubblika ta' Malta",
    "NL": "Nederland|The Netherlands|Holland",
    "NO": "Norge|Noreg",
    "PL": "Polska",
    "PT": "República Portuguesa",
    "RO": "România|Rumania|Roumania",
    "RS": "Srbija|Србија",
    "SE": "Sverige",
    "SI": "Slovenija",
    "SK": "Slovensko|Slovak Republic",
    "TR": "Turkey|Türkiye|Republic of Türkiye|Türkiye Cumhuriyeti",
    "UA": "Україна|Ukraina|Ukrayina",
    "XK": "Kosovo|Kosova|XKX",
}
"""Names besides the English one of ISO: as the inhabitants write, as the Union codes, as people usually say."""

_EUROPEAN_UNION_CODES = {"GR": "EL", "GB": "UK"}


def parse_country(written: str) -> str | None:
    """The ISO code (two letters) of a country written as a name or a code, or None.

    Takes the English name, the inhabitants' own, ISO codes of two and three letters, EL and UK, and the usual
    variants, whatever the case and accents.
    """
    return _codes().get(_folded(written))


def european_code(code: str) -> str:
    """The code as the European Union writes it: EL for Greece, UK for the United Kingdom."""
    return _EUROPEAN_UNION_CODES.get(code, code)


def _folded(written: str) -> str:
    return fold(written).removeprefix("the ").replace(" ", "")


@cache
def _codes() -> dict[str, str]:
    known: dict[str, str] = {}
    with translation.override("en"):
        for code in [*countries.countries, "XK"]:
            official = [code, countries.alpha3(code), str(countries.countries.get(code, ""))]
            for written in [*official, *WRITTEN.get(code, "").split("|")]:
                known[_folded(written)] = code
    known.pop("", None)
    return known
