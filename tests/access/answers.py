"""What an answer tells the reader."""

import re
from typing import Any

SUMMARY = re.compile(r'id="fehler".*?</section>', re.DOTALL)
ALERT = re.compile(r'class="kern-alert kern-alert--(?:danger|warning).*?</p>', re.DOTALL)
ITEM = re.compile(r"<(li|p)>(.*?)</\1>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
TECHNICAL = ("UUID", "%(", "This ", "Enter a", "Select a", "Traceback", "Werteliste", "field")


def sentences(response: Any) -> list[str]:
    """What a refusal tells the reader: error summary or alert at a form, or else the page."""
    body = response.content.decode()
    if response["Content-Type"].startswith("text/plain"):
        return [body]
    main = body.partition("<main")[2]
    if '<form method="post"' not in main:
        return [TAG.sub("", text).strip() for _, text in ITEM.findall(main)]
    parts = [*SUMMARY.findall(main), *ALERT.findall(main)]
    return [TAG.sub("", text).strip() for part in parts for _, text in ITEM.findall(part)]


def is_clear(response: Any) -> bool:
    """Whether there is a German sentence, and none of the machine's."""
    found = sentences(response)
    whole = [text for text in found if text.endswith((".", "?", "!")) and " " in text]
    return bool(whole) and not any(word in text for text in found for word in TECHNICAL)
