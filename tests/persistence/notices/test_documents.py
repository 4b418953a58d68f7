"""A snapshot is read as it was written, through JSON."""

import json

from domain.notices.notice import NoticeContent
from persistence.notices.documents import as_document, from_document
from tests.domain.notices.contents import a_content


def test_a_content_comes_back_as_it_was() -> None:
    content = a_content()

    assert from_document(NoticeContent, json.loads(json.dumps(as_document(content)))) == content
    assert json.dumps(as_document(content.training.credits)) == '"8.00"'
