"""The currencies of ISO 4217 and how many decimals each has; amounts in them are in `money`.

Source: list one ("current currency and funds"), published by SIX as the maintenance agency of
ISO 4217 at https://www.six-group.com/en/products-services/financial-information/data-standards.html,
in its edition of 2026-01-01. The tests compare it with the table of the `iso4217` package.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

__all__ = ["EXPONENTS", "PUBLISHED", "WITHOUT_MINOR_UNIT"]

PUBLISHED = date(2026, 1, 1)
"""The edition of the list."""

_CODES_BY_EXPONENT = {
    0: """
        BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF
    """,
    2: """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP
        BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB
        EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES
        KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR
        MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD
        RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP
        TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
    """,
    3: """
        BHD IQD JOD KWD LYD OMR TND
    """,
    4: """
        CLF UYW
    """,
}

EXPONENTS: Mapping[str, int] = MappingProxyType(
    {code: exponent for exponent, codes in _CODES_BY_EXPONENT.items() for code in codes.split()}
)
"""How many decimals a currency has: 2 for EUR, 0 for JPY, 3 for KWD."""

WITHOUT_MINOR_UNIT = frozenset(
    code
    for codes in ("XAG XAU XPD XPT", "XBA XBB XBC XBD", "XDR XSU XUA", "XTS XXX")
    for code in codes.split()
)
"""Codes of metals, bonds, units of account and tests, for which the list names no minor unit."""
