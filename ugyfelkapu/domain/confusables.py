# SPDX-License-Identifier: EUPL-1.2
"""Letters that look alike, each with the one that stands for all (after Unicode TS 39).

Lookalikes stand in the form that case folding gives them and without accents, which are compared by
themselves. A letter stands with what either of its cases looks like; where the two disagree (Greek
eta, nu), with what the small one looks like.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

_ALIKE: Final = MappingProxyType(
    {
        # Latin, Cyrillic, Greek, Armenian, Hebrew, Arabic, Coptic, Cherokee, Lisu, digits
        "a": "ɑᴀɒ" + "а" + "α" + "ⲁ" + "Ꭺ" + "ꓮ",
        "b": "ʙƅ" + "вьъ" + "β" + "ⲃ" + "ᏏᏴ" + "ꓐ",
        "c": "ᴄ" + "с" + "ⲥ" + "Ꮯ" + "ꓚ",
        "d": "ᴅ" + "ԁ" + "Ꭰ" + "ꓓ",
        "e": "ᴇ" + "еҽ" + "ε" + "ⲉ" + "Ꭼ" + "ꓰ",
        "f": "ꞙ" + "ϝ" + "ꓝ",
        "g": "ɡɢ" + "ԍ" + "ց" + "Ꮐ" + "ꓖ",
        "h": "ʜ" + "нһ" + "հ" + "ⲏ" + "Ꮋ" + "ꓧ",
        "j": "ᴊ" + "ј" + "ϳ" + "յ" + "Ꭻ" + "ꓙ",
        "k": "ᴋ" + "к" + "κ" + "ⲕ" + "Ꮶ" + "ꓗ",
        "l": "i1|ıɩɪǀʟ" + "іӏ" + "ι" + "լ" + "וןا" + "ⲓ" + "ᎥᏞ" + "ꓲꓡ" + "١۱",
        "m": "ᴍ" + "м" + "ⲙ" + "Ꮇ" + "ꓟ",
        "n": "ɴ" + "п" + "ην" + "ոռ" + "ⲛ" + "ꓠ",
        "o": "0ᴏ" + "о" + "οσ" + "օ" + "ס" + "هەہ" + "ⲟ" + "ꓳ" + "٥۵ഠ",
        "p": "ᴘ" + "р" + "ρ" + "ք" + "ⲣ" + "Ꮲ" + "ꓑ",
        "q": "ԛ" + "զ",
        "r": "ʀ" + "г" + "Ꮢ" + "ꓣ",
        "s": "ꜱ" + "ѕ" + "Ꮪ" + "ꓢ",
        "t": "ᴛ" + "т" + "τ" + "ⲧ" + "Ꭲ" + "ꓔ",
        "u": "ᴜʋ" + "υμ" + "ս" + "ꓴ",
        "v": "ᴠ" + "ѵ" + "ט" + "Ꮩ" + "ꓦ",
        "w": "ᴡɯ" + "ԝ" + "ω" + "ա" + "Ꮃ" + "ꓪ",
        "x": "х" + "χ" + "ⲭ" + "ꓫ",
        "y": "ʏ" + "уү" + "γ" + "Ꭹ" + "ꓬ",
        "z": "ᴢ" + "ζ" + "Ꮓ" + "ꓜ",
        "3": "зӡ" + "ʒɜ",
        "8": "৪੪ଃ",
        "9": "৭੧୨",
    }
)

CONFUSABLES: Final = MappingProxyType(
    {lookalike: letter for letter, lookalikes in _ALIKE.items() for lookalike in lookalikes}
)
