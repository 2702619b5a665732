"""A mail server for fault tests: slow, and it keeps a list of what it took."""

import os
import time
from pathlib import Path
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend


class SlowListBackend(BaseEmailBackend):
    """Appends each Message-ID to the file named by `SLOW_MAIL_LIST`, 0.2 s per mail."""

    def send_messages(self, email_messages: Any) -> int:
        for message in email_messages:
            with Path(os.environ["SLOW_MAIL_LIST"]).open("a") as taken:
                taken.write(message.extra_headers["Message-ID"] + "\n")
            time.sleep(0.2)
        return len(email_messages)
