"""An SMTP server for tests: keeps what it takes, refuses what it is told to refuse.

Usage: smtp_server.py PORT_FILE MAILBOX_FILE [PORT]
Writes its port to PORT_FILE once it listens; appends each mail it takes to MAILBOX_FILE as one JSON line.
The local part of the recipient says what happens:
  later…   450 at RCPT        never…   550 at RCPT
  full…    452 after the text  spam…    554 after the text
  silent…  takes the text and breaks the connection without an answer
Anything else is taken.
"""

import asyncio
import json
import os
import sys

from aiosmtpd.smtp import SMTP


class Handler:
    def __init__(self, mailbox):
        self.mailbox = mailbox

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address.startswith("later"):
            return "450 4.2.0 come back"
        if address.startswith("never"):
            return "550 5.1.1 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        recipient = envelope.rcpt_tos[0]
        if recipient.startswith("full"):
            return "452 4.2.2 mailbox full"
        if recipient.startswith("spam"):
            return "554 5.7.1 not wanted"
        entry = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "text": envelope.content.decode("utf-8")}
        with open(self.mailbox, "a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")
        if recipient.startswith("silent"):
            server.transport.abort()
        return "250 OK"


async def main():
    port_file, mailbox = sys.argv[1:3]
    port = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Handler(mailbox), enable_SMTPUTF8=True), "127.0.0.1", port)
    with open(port_file + ".new", "w", encoding="ascii") as file:
        file.write(str(server.sockets[0].getsockname()[1]))
    os.replace(port_file + ".new", port_file)
    # Whoever started it holds the other end of this pipe: it ends with them.
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
