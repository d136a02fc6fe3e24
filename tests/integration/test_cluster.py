"""A folder scored on a real Dask cluster of processes, one of which is killed in the middle."""

import os
import signal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from distributed import Client, LocalCluster

from moderation.bulk.cluster import score_folder
from moderation.errors import DataError

FILES, ROWS = 12, 400

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")


@pytest.fixture
def source(tmp_path, dataset):
    folder = tmp_path / "in"
    folder.mkdir()
    texts = dataset.comments["text"].tolist()[:ROWS]
    for i in range(FILES):
        table = pa.table({"id": [f"{i}-{j}" for j in range(ROWS)], "text": texts})
        pq.write_table(table, folder / f"part-{i:02}.parquet", row_group_size=150)
    return folder


@pytest.fixture
def client():
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster,
        Client(cluster) as client,
    ):
        yield client


def test_the_output_is_complete_though_a_worker_was_killed(source, client, model, model_folder, tmp_path):
    output = tmp_path / "out"
    killed = []

    def kill_one(_rows):
        if not killed:
            info = client.scheduler_info(n_workers=-1)["workers"]
            killed.append(client.run(os.getpid)[next(iter(info))])
            os.kill(killed[0], signal.SIGKILL)

    rows = score_folder(source, output, client=client, model=model_folder, progress=kill_one)
    assert killed
    assert rows == FILES * ROWS
    ids = [i for f in sorted(output.glob("*.parquet")) for i in pq.read_table(f)["id"].to_pylist()]
    assert ids == [f"{i}-{j}" for i in range(FILES) for j in range(ROWS)]
    scored = pq.read_table(output / "part-00.parquet")
    expected = model.score_texts(scored["text"].to_pylist())["toxicity"]
    assert scored["score_toxicity"].to_numpy() == pytest.approx(expected, abs=1e-6)


def test_a_folder_without_parquet_is_refused(client, model_folder, tmp_path):
    with pytest.raises(DataError, match=r"no \*\.parquet"):
        score_folder(tmp_path, tmp_path / "out", client=client, model=model_folder)
