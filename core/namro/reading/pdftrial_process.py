"""The process that opens a PDF's pages first: ``pdftrial_process.py SECONDS BYTES < file``.

Run by path and alone, so that it starts quickly. It ends with 0 when every page that can be opened
was; pages that are damaged are the reader's business.
"""

from __future__ import annotations

import contextlib
import sys


def main() -> int:
    """Open every page within the limits given."""
    seconds, memory = int(sys.argv[1]), int(sys.argv[2])
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import pypdfium2

    document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    for number in range(len(document)):
        with contextlib.suppress(pypdfium2.PdfiumError):
            page = document[number]
            page.get_textpage().close()
            page.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
