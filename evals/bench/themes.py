"""Themes against people's labels, beside BERTopic and k-means on the same vectors; their stability, size and names.

    python -m evals.bench.themes DATA_FOLDER [--bertopic PYTHON] [--items 100000]

PYTHON is the interpreter of an environment that has bertopic (and with it umap-learn, hdbscan and scikit-learn);
without it the themes are measured alone. The vectors are kept in the temporary folder.
"""

import argparse
import csv
import hashlib
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from copilot.feedback.clusters import UNTHEMED, cluster, join, likeness
from copilot.feedback.graph import Ints, nearest
from copilot.feedback.phrases import phrases, stems_of
from copilot.index.embeddings import Vectors
from copilot.index.minilm import MiniLM

KEPT = Path(tempfile.gettempdir()) / "themes-bench"
SEEDS = (0, 1, 2)
OUT_OF_SCOPE = "oos"

_MEASURED = """
import json, sys, time
import numpy as np
def memory(what): return int(open("/proc/self/status").read().split(what + ":")[1].split()[0]) / 1024
folder, labels, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
vectors = np.load(folder + "/vectors.npy")
texts = json.load(open(folder + "/texts.json"))
%s
before = memory("VmRSS")
runs = []
for _ in range(2):
    np.random.seed(seed)
    wall, cpu = time.perf_counter(), time.process_time()
    found, names = fit()
    runs.append((time.perf_counter() - wall, time.process_time() - cpu))
after = memory("VmHWM")
print(json.dumps({"theme_of": found, "names": names, "cold": runs[0], "warm": runs[1], "memory": after - before,
                  "peak": after, **more()}))
"""

_OURS = """
from copilot.feedback.clusters import cluster
from copilot.feedback.phrases import phrases
def fit():
    themes = cluster(vectors)
    members = [[texts[row] for row in np.flatnonzero(themes.theme_of == theme)] for theme in range(len(themes.area_of))]
    return themes.theme_of.tolist(), phrases(members)
def more(): return {}
"""

_BERTOPIC = """
import warnings; warnings.simplefilter("ignore")
from bertopic import BERTopic
from sklearn.cluster import KMeans
def fit():
    model = BERTopic(embedding_model=None)
    found, _ = model.fit_transform(texts, vectors)
    names = [model.get_topic_info(theme).Name[0].split("_", 1)[1] for theme in range(max(found) + 1)]
    return [int(theme) for theme in found], names
def more():
    return {"kmeans": KMeans(labels, n_init=3, random_state=seed).fit_predict(vectors).tolist()} if labels else {}
"""


@dataclass(frozen=True)
class Labelled:
    """Texts that people have put under labels, and their vectors."""

    name: str
    texts: list[str]
    labels: list[str]
    vectors: Vectors

    def only(self, rows: Ints, name: str = "") -> "Labelled":
        """Return some of the rows."""
        texts, labels = ([column[row] for row in rows] for column in (self.texts, self.labels))
        return Labelled(name or self.name, texts, labels, self.vectors[rows])


def agreement(labels: Sequence[object], themes: Sequence[object]) -> tuple[float, float, float]:
    """Return NMI, ARI and V-measure; NMI with the arithmetic mean and V with equal weights are one formula."""
    label_of, theme_of = (np.unique(np.array(column), return_inverse=True)[1] for column in (labels, themes))
    together = np.zeros((label_of.max() + 1, theme_of.max() + 1))
    np.add.at(together, (label_of, theme_of), 1)
    rows, columns, total = together.sum(axis=1), together.sum(axis=0), together.sum()
    filled = together > 0
    share = together[filled] / total
    information = float((share * np.log(share / (np.outer(rows, columns)[filled] / total**2))).sum())
    entropies = [-float((part / total * np.log(part / total)).sum()) for part in (rows, columns)]
    nmi = 2 * information / sum(entropies) if sum(entropies) > 0 else 1.0
    homogeneity, completeness = (information / entropy if entropy > 0 else 1.0 for entropy in entropies)
    v = 2 * homogeneity * completeness / (homogeneity + completeness) if homogeneity + completeness > 0 else 0.0
    pairs, by_row, by_column = (float((part * (part - 1) / 2).sum()) for part in (together, rows, columns))
    expected = by_row * by_column / max(total * (total - 1) / 2, 1)
    ari = (pairs - expected) / ((by_row + by_column) / 2 - expected) if by_row + by_column > 2 * expected else 1.0
    return nmi, ari, v


def embedded(texts: list[str]) -> Vectors:
    """Return the vectors of texts, from the temporary folder where they are already there."""
    model = MiniLM(KEPT)
    digest = hashlib.sha256("\0".join([model.version, *texts]).encode()).hexdigest()[:16]
    path = KEPT / f"{digest}.npy"
    if not path.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        np.save(path, model.embed(texts))
    vectors: Vectors = np.load(path)
    return vectors


def read(folder: Path, file: str, name: str, label: Callable[[dict[str, str]], str]) -> Labelled:
    """Return one of the sets."""
    with (folder / "feedback" / file).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    texts = [row["text"] for row in rows]
    return Labelled(name, texts, [label(row) for row in rows], embedded(texts))


def first_feature(row: dict[str, str]) -> str:
    """Return the stems of the first feature that people marked in a review's sentence."""
    return " ".join(sorted(stems_of(row["features_all"].split(";")[0])))


def measured(code: str, python: str, data: Labelled, labels: int, seed: int) -> dict[str, Any]:
    """Run one of the two in a process of its own, twice; loading and importing do not count."""
    with tempfile.TemporaryDirectory() as folder:
        np.save(f"{folder}/vectors.npy", data.vectors)
        Path(folder, "texts.json").write_text(json.dumps(data.texts), encoding="utf-8")
        command = [python, "-c", _MEASURED % code, folder, str(labels), str(seed)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def row_of(data: Labelled, who: str, theme_of: Sequence[int], run: dict[str, Any] | None = None) -> str:
    """Return a line of the table of agreement."""
    nmi, ari, v = agreement(data.labels, theme_of)
    unthemed = np.array(theme_of) == UNTHEMED
    cells = [data.name, who, str(len(set(theme_of) - {UNTHEMED})), f"{unthemed.mean():.1%}"]
    cells += [f"{nmi:.3f}", f"{ari:.3f}", f"{v:.3f}"]
    odd = np.array(data.labels) == OUT_OF_SCOPE
    found = (odd & unthemed).sum()
    cells.append(f"{found / max(unthemed.sum(), 1):.2f}, {found / odd.sum():.2f}" if odd.any() else "")
    cells += (
        [
            f"{run['cold'][0]:.1f}, {run['warm'][0]:.1f}",
            f"{run['warm'][1]:.1f}",
            f"{run['memory']:.0f}, {run['peak']:.0f}",
        ]
        if run
        else [""] * 3
    )
    return f"| {' | '.join(cells)} |"


def compare(sets: list[Labelled], bertopic: str | None) -> None:
    """Print the table of agreement, time and memory."""
    titles = ["set", "by", "themes", "unthemed", "NMI", "ARI", "V", "out of scope: P, R"]
    print(f"| {' | '.join([*titles, 's, cold and warm', 'CPU s', 'MB more, at most'])} |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    lines = []
    for data in sets:
        ours = measured(_OURS, sys.executable, data, 0, 0)
        print(row_of(data, "themes", ours["theme_of"], ours), flush=True)
        named = [("themes, words alone", ours["theme_of"], ours["names"]), ("themes", *named_by_meaning(data))]
        if bertopic:
            labels = len(set(data.labels) - {OUT_OF_SCOPE})
            for seed in SEEDS:
                other = measured(_BERTOPIC, bertopic, data, labels if seed == 0 else 0, seed)
                print(row_of(data, f"BERTopic, seed {seed}", other["theme_of"], other), flush=True)
                named += [("BERTopic", other["theme_of"], other["names"])] if seed == 0 else []
                if "kmeans" in other:
                    print(row_of(data, f"k-means with k = {labels}", other["kmeans"]), flush=True)
        lines += [f"| {data.name} | {who} | {names_like_labels(data, *run)} |" for who, *run in named]
    print("\n| set | names by | a word of the label | of the label's words | words a name |\n|---|---|---|---|---|")
    print("\n".join(lines))


def named_by_meaning(data: Labelled) -> tuple[list[int], list[str]]:
    """Return the themes, and the names that they have where the phrases' meaning is compared too."""
    themes = cluster(data.vectors)
    members = [
        [data.texts[row] for row in np.flatnonzero(themes.theme_of == theme)] for theme in range(len(themes.area_of))
    ]
    model = MiniLM(KEPT)
    names = phrases(members, lambda some: likeness(model.embed(some), themes.centroids, themes.middle))
    return themes.theme_of.tolist(), names


def names_like_labels(data: Labelled, theme_of: list[int], names: list[str]) -> str:
    """Return how often a theme's name has a word of its most frequent label, and how many of that label's words."""
    shared, part, words = [], [], []
    for theme, name in enumerate(names):
        labels = [data.labels[row] for row in np.flatnonzero(np.array(theme_of) == theme)]
        wanted = stems_of(Counter(labels).most_common(1)[0][0])
        if wanted:
            both = wanted & stems_of(name)
            shared.append(bool(both))
            part.append(len(both) / len(wanted))
            words.append(len(name.replace("_", " ").split()))
    return f"{np.mean(shared):.1%} | {np.mean(part):.1%} | {np.mean(words):.1f}"


def stability(data: Labelled) -> str:
    """Return what adding a tenth does: who joins, and what a new run over all would do to the old items."""
    order = np.random.default_rng(0).permutation(len(data.texts))
    cut = len(order) * 10 // 11
    old, new = np.sort(order[:cut]), np.sort(order[cut:])
    before = cluster(data.vectors[old])
    joined = join(data.vectors[new], before.centroids, before.middle)
    again = cluster(data.vectors).theme_of
    kept = matched(before.theme_of, again[old])
    with_all = np.concatenate([before.theme_of, joined])
    _, ari, _ = agreement([data.labels[row] for row in [*old, *new]], with_all.tolist())
    _, ari_again, _ = agreement(data.labels, again.tolist())
    figures = f"{(joined >= 0).mean():.1%} | {ari:.3f} | {ari_again:.3f} | {kept:.1%}"
    return f"| {data.name} | all, by construction | {figures} |"


def matched(before: Ints, after: Ints) -> float:
    """Return the share of themed items that stay together when each theme takes the one that shares most with it."""
    both = (before >= 0) & (after >= 0)
    pairs = Counter(zip(before[both].tolist(), after[both].tolist(), strict=True))
    old: set[int] = set()
    new: set[int] = set()
    stay = 0
    for (one, other), count in pairs.most_common():
        if one not in old and other not in new:
            old.add(one)
            new.add(other)
            stay += count
    return stay / max(int((before >= 0).sum()), 1)


def many(vectors: Vectors, count: int) -> Vectors:
    """Return as many vectors as wanted: each between an item and one of its ten nearest, with a little noise."""
    random = np.random.default_rng(0)
    near = nearest(vectors, 10)[0]
    first = random.integers(0, len(vectors), count)
    second = near[first, random.integers(0, 10, count)]
    part = random.uniform(0.4, 1, (count, 1)).astype(np.float32)
    noise = random.standard_normal((count, vectors.shape[1]), dtype=np.float32) * np.float32(
        0.2 / vectors.shape[1] ** 0.5
    )
    mixed = part * vectors[first] + (1 - part) * vectors[second] + noise
    return np.asarray(mixed / np.linalg.norm(mixed, axis=1, keepdims=True), dtype=np.float32)


def scale(sets: list[Labelled], items: int) -> None:
    """Print how time and memory grow, and what 1,000 more items cost."""
    texts = [text for data in sets for text in data.texts]
    vectors = many(np.concatenate([data.vectors for data in sets]), items + 1_000)
    print("\n| items | s | CPU s | MB | themes | unthemed |\n|---|---|---|---|---|---|")
    seconds = 0.0
    for count in sorted({items // 8, items // 4, items // 2, items}):
        data = Labelled("", [texts[row % len(texts)] for row in range(count)], [], vectors[:count])
        run = measured(_OURS.replace("phrases(members)", "[]"), sys.executable, data, 0, 0)
        theme_of = np.array(run["theme_of"])
        seconds = run["warm"][1]
        cells = f"{run['warm'][0]:.1f} | {seconds:.1f} | {run['memory']:.0f} | {theme_of.max() + 1}"
        print(f"| {count:,} | {cells} | {(theme_of < 0).mean():.1%} |", flush=True)
    full = cluster(vectors[:items])
    begin = time.process_time()
    joined = join(vectors[items:], full.centroids, full.middle)
    alone = time.process_time() - begin
    left = np.concatenate([vectors[:items][full.theme_of < 0], vectors[items:][joined < 0]])
    begin = time.process_time()
    found = cluster(left, middle=full.middle)
    again = time.process_time() - begin
    print(f"\n1,000 more: joining takes {alone:.3f} CPU s, {alone / seconds:.2%} of the full run.")
    share = f"{again:.2f} CPU s, {again / seconds:.1%}"
    print(f"Looking for new themes among all {len(left):,} unthemed: {share}; {len(found.area_of)} found.")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--bertopic", metavar="PYTHON")
    parser.add_argument("--items", type=int, default=100_000)
    options = parser.parse_args()
    banking = read(options.folder, "banking77_train.csv", "Banking77", lambda row: row["label"])
    clinc = read(options.folder, "clinc150_val.csv", "CLINC150", lambda row: row["label"])
    reviews = read(options.folder, "is22_app_review_sentences_features_sentiment.csv", "IS-22", first_feature)
    marked = reviews.only(np.flatnonzero(np.array(reviews.labels) != ""), "IS-22, marked")
    times = Counter(marked.labels)
    often = marked.only(
        np.array([row for row, label in enumerate(marked.labels) if times[label] > 2]), "IS-22, often marked"
    )
    compare([banking, clinc, marked, often], options.bertopic)
    print("\n| set | keep their theme | of the new ones join | ARI so | ARI of a new run | keep it in a new run |")
    print("|---|---|---|---|---|---|")
    for data in (banking, clinc):
        print(stability(data), flush=True)
    if options.items:
        scale([banking, clinc, reviews], options.items)


if __name__ == "__main__":
    main()
