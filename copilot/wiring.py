"""Where the copilot is put together: the only place that makes its objects."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import numpy as np
from langchain_core.language_models import BaseChatModel
from numpy.typing import NDArray

from copilot.agent.agent import Agent
from copilot.agent.memory import open_memory
from copilot.databases import Databases, open_databases
from copilot.documents.desk import Desk
from copilot.documents.drafting import Drafter
from copilot.errors import InvalidInput
from copilot.feedback.board import Board
from copilot.feedback.gathering import gather
from copilot.feedback.identities import called
from copilot.feedback.naming import Naming
from copilot.feedback.syncing import ThemeSync
from copilot.index.embeddings import Embedder
from copilot.index.index import Index
from copilot.index.minilm import MiniLM
from copilot.index.openai_embeddings import OpenAIEmbeddings
from copilot.index.vectors import VectorStore
from copilot.llm.built_in.model import BuiltInChatModel
from copilot.llm.models import ask, make_chat_model
from copilot.loading.book import ImportSummary, import_book
from copilot.loading.knowledge import KnowledgeSummary, load_knowledge
from copilot.progress import Report, quiet
from copilot.retrieval.search import Retriever
from copilot.scope import EVERYTHING
from copilot.settings import Settings, today
from copilot.standings import standings
from copilot.store.accounts import AccountStore
from copilot.store.conversations import ConversationStore
from copilot.store.database import Database
from copilot.store.documents import DocumentStore
from copilot.store.feedback import FeedbackStore
from copilot.store.themes import ThemeStore


@dataclass(frozen=True, slots=True)
class Copilot:
    """The copilot, ready to use; `close` it, or open it with `open_copilot`."""

    settings: Settings
    database: Database
    conversation_database: Database
    accounts: AccountStore
    conversations: ConversationStore
    documents: DocumentStore
    vectors: VectorStore
    index: Index
    retriever: Retriever
    desk: Desk
    board: Board
    agent: Agent
    opened: ExitStack

    def import_book(
        self, folder: Path, *, keep_good: bool = False, mirror: bool = False, report: Report = quiet
    ) -> ImportSummary:
        """Import a book, then bring today's standings, the index and the themes up to date with it."""
        summary = import_book(folder, self.database, keep_good=keep_good, mirror=mirror, report=report)
        standings(self.accounts, EVERYTHING, today(), report)
        self.index.sync(report)
        self.board.refresh(report)
        return summary

    def index_knowledge(self, folder: Path, *, report: Report = quiet) -> KnowledgeSummary:
        """Read a folder of Markdown, then bring the index up to date with it."""
        summary = load_knowledge(folder, self.database, report)
        self.index.sync(report)
        return summary

    def close(self) -> None:
        """Close every connection."""
        self.opened.close()


def build_copilot(settings: Settings, model: BaseChatModel | None = None) -> Copilot:
    """Put the copilot together and bring its tables to the newest form; `model` stands in for the settings' one.

    Where that fails, whatever was opened is closed again.
    """
    with ExitStack() as opened:
        return _build(settings, model, opened)


def _build(settings: Settings, model: BaseChatModel | None, opened: ExitStack) -> Copilot:
    databases = open_databases(settings, opened)
    accounts, documents = databases.accounts, databases.documents
    embedder_of = cache(lambda name: make_embedder(name, settings))
    vectors = VectorStore(settings.data_dir / "chroma", settings.chroma_url)
    opened.callback(vectors.close)
    retriever = Retriever(documents, vectors, embedder_of)

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        return embedder_of("built-in").embed(texts)

    memory, close_memory = open_memory(databases.talks)
    opened.callback(close_memory)
    chat_model = model or make_chat_model(settings, embed)
    board = _board(databases, embedder_of(settings.embeddings), chat_model)
    desk = Desk(_drafter(settings, chat_model, accounts, documents, board), databases.drafts)
    agent = Agent(
        settings=settings,
        model=chat_model,
        built_in=BuiltInChatModel(embed),
        memory=memory,
        accounts=accounts,
        conversations=databases.conversations,
        documents=documents,
        retriever=retriever,
        desk=desk,
        board=board,
    )
    return Copilot(
        settings=settings,
        database=databases.books,
        conversation_database=databases.talks,
        accounts=accounts,
        conversations=databases.conversations,
        documents=documents,
        vectors=vectors,
        index=Index(databases.books, embedder_of(settings.embeddings), vectors),
        retriever=retriever,
        desk=desk,
        board=board,
        agent=agent,
        opened=opened.pop_all(),
    )


def _drafter(
    settings: Settings, model: BaseChatModel, accounts: AccountStore, documents: DocumentStore, board: Board
) -> Drafter:
    """Return who drafts documents: with the prose of the chat model, unless that is the built-in one."""
    if isinstance(model, BuiltInChatModel):
        return Drafter(accounts, documents, board=board)
    name = settings.model.removeprefix("openai:")
    return Drafter(accounts, documents, partial(ask, model), name, board=board)


def _board(databases: Databases, embedder: Embedder, model: BaseChatModel) -> Board:
    """Return the themes of the book's feedback, named by the chat model unless that is the built-in one."""
    accounts, store, feedback = databases.accounts, ThemeStore(databases.talks), FeedbackStore(databases.books)
    naming = Naming(
        None if isinstance(model, BuiltInChatModel) else partial(ask, model), partial(called, accounts, feedback)
    )
    return Board(accounts, store, ThemeSync(store, embedder, partial(gather, feedback), naming), feedback.revision)


@contextmanager
def open_copilot(settings: Settings) -> Iterator[Copilot]:
    """Open the copilot for a while, and close it whatever happens."""
    copilot = build_copilot(settings)
    try:
        yield copilot
    finally:
        copilot.close()


def make_embedder(name: str, settings: Settings) -> Embedder:
    """Return the embedding model of this name; InvalidInput where it needs a key that is not set."""
    if name == "built-in":
        return MiniLM(settings.data_dir)
    key = settings.openai_api_key
    if key is None:
        raise InvalidInput(f"{name} needs OPENAI_API_KEY.", "Set it, or set CSM_EMBEDDINGS=built-in.")
    model = name.removeprefix("openai:")
    return OpenAIEmbeddings(model, key.get_secret_value(), settings.openai_base_url, settings.model_timeout)
