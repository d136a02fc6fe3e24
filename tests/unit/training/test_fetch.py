"""Corpora fetched over HTTP: converted, checked against a digest, and nothing kept of what is not right."""

import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pandas as pd
import pytest

from moderation.errors import DataError, FetchError
from moderation.training.corpora import CORPORA, DEV_CORPORA, place, read_prepared
from moderation.training.digest import content_digest
from moderation.training.fetch import TRIES, Fetcher, verify, write_prepared
from moderation.training.kept import all_rows, without
from moderation.training.sources import SOURCES, Source, chosen

BY_NAME = {source.name: source for source in SOURCES}

SPANS = {
    "comments.csv": 'comment_id,comment_text\n7,"you, fool"\n8,never annotated\n9,away with you\n',
    "annotations.csv": "annotation,comment_id,worker,country,all toxic,not toxic\n"
    "0,7,1,X,False,False\n1,7,2,X,True,False\n2,9,1,X,False,True\n3,9,2,X,False,False\n",
    "spans.csv": "annotation,type,start,end\n"
    "0,Insult,0,3\n0,Insult,5,9\n1,Insult,5,9\n1,Threat,0,3\n3,Profane/Obscene,0,4\n",
}
PARADETOX = (
    'toxic\tneutral1\tneutral2\tneutral3\na rude one \tkind\t\tkinder\n"a ""rude"" two"\tkind\tkind\t\nthree\t\t\t\n'
)
HATEMOJI = "entry_id,text,type,target,round.base,round.set,set,split,label_gold,matched_text,matched_id\n"

#: Corpus, originals by file name, and the texts with their labels that must come of them.
CASES = {
    "surge_toxicity": (
        {"toxicity_en.csv": 'text,is_toxic\r\n"two\r\nlines",Toxic\r\nfine,Not Toxic'},
        {"two lines": (1,), "fine": (0,)},
    ),
    "madlibs77k": (
        {"bias_madlibs_77k.csv": 'Text,Label,Template\n"a vile tree",BAD,adj\n"a kind tree",NOT_BAD,adj\n'},
        {"a vile tree": (1,), "a kind tree": (0,)},
    ),
    "wiki_debias_nontoxic": (
        {"data.tsv": 'rev_id\tcomment\tis_toxic\tsplit\nw1\t"a ""quoted""\ttab"\tFalse\ttest\n'},
        {'a "quoted" tab': (0,)},
    ),
    "wiki_fuzzed_pair": (
        {
            "fuzzed/toxicity.csv": "rev_id,comment,toxic\n5,oaks are dull,True\n",
            "plain/toxicity.csv": "rev_id,comment,toxic\n5,elms are dull,False\n",
        },
        {"oaks are dull": (1,), "elms are dull": (0,)},
    ),
    "cat_small": (
        {"cat_small.csv": "text,parent_text,tox_codes_oc,label_oc,tox_codes_ic,label_ic\nno,why?,000,0,111,1\n"},
        {"no": (0,)},
    ),
    "edos": (
        {
            "edos_labelled.csv": "rewire_id,text,label_sexist,label_category,label_vector,split\n"
            'a,one,sexist,"1. threats, plans",1.1,train\nb,two,sexist,2. derogation,2.1,dev\n'
            "c,three,not sexist,none,none,dev\n"
        },
        {"one": (1, 1, "1. threats, plans"), "two": (1, 0, "2. derogation"), "three": (0, 0, "none")},
    ),
    "hatemojibuild": (
        {
            "train.csv": HATEMOJI + "1,oak 🌳,none,['none'],5,5a,original,train,0,m,2\n",
            "validation.csv": HATEMOJI + "2,elm 🌲,derogation,['elm'],5,5b,perturbation,dev,1,m,1\n",
            "test.csv": HATEMOJI + "3,\"ash, 🍂\",none,['none'],5,5a,original,test,0,m,4\n",
        },
        {"oak 🌳": (0,), "elm 🌲": (1,), "ash, 🍂": (0,)},
    ),
    "paradetox": (
        {"paradetox.tsv": PARADETOX},
        {"a rude one": (1,), "kind": (0,), "kinder": (0,), 'a "rude" two': (1,), "three": (1,)},
    ),
    "cai_wiki2377": (
        {
            "text.csv": "_unit_id,comment_text\nu1,one\nu2,two\nu3,not rated\n",
            "ratings.csv": "_unit_id,_worker_id,identity_hate,obscene,threat,insult\n"
            "u1,w1,0,0,0,1\nu1,w2,1,0,0,1\nu2,w1,0,1,0,0\n",
        },
        {"one": (1.0, 0.0, 0.0, 0.5), "two": (0.0, 1.0, 0.0, 0.0)},
    ),
    "civil_toxic_spans": (
        SPANS,
        {"you, fool": (1.0, 1.0, 0.0, 0.0, 0.5), "away with you": (0.5, 0.0, 0.0, 0.5, 0.0)},
    ),
}


class Originals:
    """A web server with small originals; `busy` answers come first, and `cut` files break off half-way."""

    def __init__(self):
        self.files = {}
        self.cut = False
        self.busy = 0
        self.asked = []
        originals = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                originals.asked.append(self.path)
                body = originals.files.get(self.path.removeprefix("/"), "").encode()
                status = 200 if body else 404
                if originals.busy:
                    originals.busy -= 1
                    status = 503
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body[: len(body) // 2] if originals.cut else body)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def originals():
    with Originals() as server:
        yield server


@pytest.fixture
def fetcher(tmp_path):
    return Fetcher(tmp_path, pause=0)


def source_of(name: str, originals: Originals) -> Source:
    """A source as the table has it, for the small originals: their addresses, rows and digest."""
    files, said = CASES[name]
    originals.files.update(files)
    original = BY_NAME[name].original
    small = replace(original, addresses=tuple(originals.url + file for file in files), keep=all_rows)
    texts = [text for text in said for _ in range(3 if text == "kind" else 1)]
    frame = pd.DataFrame([(text, *said[text]) for text in texts], columns=["text", *BY_NAME[name].labels])
    digest = content_digest(frame, BY_NAME[name].labels)
    return replace(BY_NAME[name], original=small, rows=len(frame), digest=digest)


def left_in(folder):
    return [path.name for path in folder.rglob("*") if path.is_file() or path.name.startswith(".")]


@pytest.mark.parametrize("name", CASES)
def test_an_original_becomes_the_corpus_we_know(name, originals, fetcher, tmp_path):
    source = source_of(name, originals)
    assert fetcher.fetch(source, lambda *_: None)
    corpus = next(c for c in (*CORPORA, *DEV_CORPORA) if c.name == name)
    assert corpus.labels(read_prepared(place(tmp_path, name)))
    assert left_in(tmp_path) == [f"{name}.csv.gz"]


def test_every_corpus_that_can_be_fetched_is_tried_here():
    assert set(CASES) == {source.name for source in SOURCES if source.original}


def test_every_corpus_that_we_read_has_a_source():
    assert {source.name for source in SOURCES} == {corpus.name for corpus in (*CORPORA, *DEV_CORPORA)}


def test_a_source_has_addresses_that_never_change_or_says_what_to_do_by_hand():
    for source in SOURCES:
        assert bool(source.original) != bool(source.by_hand), source.name
        for address in source.original.addresses if source.original else ():
            host, commit = address.split("/")[2], address.split("/")[5]
            assert (host, len(commit)) == ("raw.githubusercontent.com", 40), address


def test_the_cells_of_a_rewritten_row_keep_its_number(originals, fetcher, tmp_path):
    fetcher.fetch(source_of("paradetox", originals), lambda *_: None)
    assert read_prepared(place(tmp_path, "paradetox"))["id"].tolist() == [
        "0_t",
        "0_n1",
        "0_n3",
        "1_t",
        "1_n1",
        "1_n2",
        "2_t",
    ]


def test_rows_that_ours_lacks_are_left_out(originals, fetcher, tmp_path):
    source = source_of("cai_wiki2377", originals)
    original = replace(source.original, keep=without("u2"))
    digest = content_digest(pd.DataFrame([("one", 1, 0, 0, 0.5)], columns=["text", *source.labels]), source.labels)
    fetcher.fetch(replace(source, original=original, rows=1, digest=digest), lambda *_: None)
    assert read_prepared(place(tmp_path, "cai_wiki2377"))["id"].tolist() == ["u1"]


def test_rows_are_named_by_their_ids():
    paradetox = pd.DataFrame({"id": ["0_t", "0_n1", "330_t", "330_n1", "2107_n2"]})
    assert BY_NAME["paradetox"].original.keep(paradetox).tolist() == [True, True, True, False, True]
    spans = pd.DataFrame({"id": ["239607", "240311"]})
    assert BY_NAME["civil_toxic_spans"].original.keep(spans).tolist() == [True, False]


def test_an_original_that_has_changed_is_refused_and_nothing_is_kept(originals, fetcher, tmp_path):
    source = source_of("edos", originals)
    originals.files["edos_labelled.csv"] = originals.files["edos_labelled.csv"].replace("two", "another")
    with pytest.raises(
        FetchError, match=rf"edos\.csv\.gz.*expected content of digest {source.digest}, found \w{{64}}.*nothing"
    ):
        fetcher.fetch(source, lambda *_: None)
    assert left_in(tmp_path) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("text,is_toxic\nfine,Not Toxic\n", "expected 2 rows, found 1"),
        ("text,toxic\nfine,no\n", "the original lacks the column 'is_toxic'"),
        ('text,is_toxic\n"never closed,Toxic\n', "nothing was kept"),
    ],
    ids=["rows", "column", "no csv"],
)
def test_what_is_wrong_with_an_original_is_said(content, said, originals, fetcher, tmp_path):
    source = source_of("surge_toxicity", originals)
    originals.files["toxicity_en.csv"] = content
    with pytest.raises(FetchError, match=said):
        fetcher.fetch(source, lambda *_: None)
    assert left_in(tmp_path) == []


def test_a_download_that_breaks_is_tried_again_and_leaves_nothing_behind(originals, fetcher, tmp_path):
    source = source_of("cat_small", originals)
    originals.cut = True
    with pytest.raises(FetchError, match=r"cat_small\.csv cannot be downloaded.*nothing was kept"):
        fetcher.fetch(source, lambda *_: None)
    assert len(originals.asked) == TRIES
    assert left_in(tmp_path) == []


def test_a_server_that_is_busy_is_asked_again(originals, fetcher):
    source = source_of("cat_small", originals)
    originals.busy = TRIES - 1
    assert fetcher.fetch(source, lambda *_: None)


def test_an_address_without_a_file_is_asked_once(originals, fetcher):
    source = source_of("cat_small", originals)
    originals.files.clear()
    with pytest.raises(FetchError, match=r"cat_small\.csv answered 404"):
        fetcher.fetch(source, lambda *_: None)
    assert len(originals.asked) == 1


def test_what_is_there_is_not_downloaded_again(originals, fetcher):
    source = source_of("cat_small", originals)
    assert fetcher.fetch(source, lambda *_: None)
    assert not fetcher.fetch(source, lambda *_: None)
    assert len(originals.asked) == 1


def test_another_file_in_its_place_is_not_touched(originals, fetcher, tmp_path):
    source = source_of("cat_small", originals)
    path = place(tmp_path, "cat_small")
    path.parent.mkdir()
    write_prepared(pd.DataFrame({"text": ["my own"], "toxicity": [1]}), path)
    before = path.read_bytes()
    with pytest.raises(DataError, match=r"cat_small\.csv\.gz: expected content.*move it away"):
        fetcher.fetch(source, lambda *_: None)
    assert path.read_bytes() == before
    assert originals.asked == []


def test_what_cannot_be_fetched_says_how_to_get_it(fetcher, tmp_path):
    with pytest.raises(FetchError, match=r"by hand: needs a Kaggle account.*jigsaw_wiki20k\.csv\.gz"):
        fetcher.fetch(BY_NAME["jigsaw_wiki20k"], lambda *_: None)
    assert left_in(tmp_path) == []


def test_a_name_that_is_no_corpus_is_answered_with_those_there_are():
    with pytest.raises(FetchError, match="'edoz' is no corpus; there are jigsaw_wiki20k, "):
        chosen(["edoz"])


def test_progress_counts_the_bytes_of_each_file(originals, fetcher):
    seen = []
    fetcher.fetch(source_of("wiki_fuzzed_pair", originals), lambda done, total: seen.append((done, total)))
    sizes = [len(text) for text in CASES["wiki_fuzzed_pair"][0].values()]
    assert seen == [(size, size) for size in sizes]


def test_a_missing_column_is_named_with_those_there_are(tmp_path):
    write_prepared(pd.DataFrame({"text": ["a"], "toxic": [1]}), tmp_path / "x.csv.gz")
    with pytest.raises(DataError, match=r"column 'toxicity': the column is missing; it has text, toxic"):
        verify(tmp_path / "x.csv.gz", BY_NAME["cat_small"])
