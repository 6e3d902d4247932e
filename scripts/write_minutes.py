"""Write the minutes that one post of the first site offers for download, as a small PDF.

No library: a page of text needs seven objects, and the same text gives the same bytes.

Run from anywhere: python scripts/write_minutes.py
"""

from pathlib import Path

MINUTES = "en/news/annual-meeting/minutes-2025-03-20.pdf"
MINUTES_TEXT = (
    "# Minutes of the annual meeting",
    "Professional Learning Community, Brussels",
    "Thursday 20 March 2025, 18:00-19:40, town hall, room 2 (an example)",
    "",
    "Present: 31 members, of whom 9 by screen. In the chair: An Example. Minutes: Amina Exempel.",
    "",
    "1. Accounts of 2024. Income 4,310 euro, expenses 3,985 euro. Approved without a vote against.",
    "2. Members. 118 at the end of the year, from nine schools; 41 of them joined in 2024.",
    "3. Soup. The kitchen asks for two people at every open lesson. A rota was agreed.",
    "4. Languages. Announcements appear in English and Dutch. Talks stay in the language of the speaker;",
    "    slides come in the other one. Proposal by Piet Voorbeeld, 29 for, 2 abstentions.",
    "5. Fees. Unchanged at 15 euro a year; nobody is turned away for want of it.",
    "6. Elections. Sara Sample chosen as treasurer for two years. The meeting thanks her predecessor.",
    "7. Any other business. More chairs with backs. The chair takes this up with the town hall.",
    "",
    "Next annual meeting: spring 2026.",
)


def minutes() -> bytes:
    """One A4 page of PDF 1.4 with text that can be selected, searched and read aloud."""
    lines = ["BT /F1 11 Tf 17 TL 56 770 Td"]
    for text in MINUTES_TEXT:
        shown = text.removeprefix("# ").replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        size = "/F2 18 Tf" if text.startswith("# ") else "/F1 10.5 Tf"
        lines.append(f"{size} ({shown}) Tj T* T*" if text.startswith("# ") else f"{size} ({shown}) Tj T*")
    stream = "\n".join([*lines, "ET"]).encode("cp1252")
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en-GB) /ViewerPreferences << /DisplayDocTitle true >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        font % b"Helvetica",
        font % b"Helvetica-Bold",
        b"<< /Title (Minutes of the annual meeting, 20 March 2025) >>",
    )
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table_of = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        count,
        count - 1,
        len(out),
    )
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % count + table_of + trailer


if __name__ == "__main__":
    target = Path(__file__).resolve().parent.parent / "content" / MINUTES
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(minutes())
