"""Drives the stages over the log: the one place that knows where entries come from and where outputs go."""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from typing import Final

from core.server.ingest.entry import decode_entry
from core.server.ingest.frame import Frame
from core.server.ingest.journal import Journal
from core.server.ingest.reader import Reader
from core.server.pipeline.checkpoint import Checkpoints
from core.server.pipeline.output import Output, encode_output
from core.server.pipeline.process import Processed, process_entry
from core.server.pipeline.progress import Progress
from core.server.pipeline.state import PipelineState

_LOG: Final = logging.getLogger(__name__)
_AT_ONCE: Final = 64
_RETRY_SECONDS: Final = 1.0
_STOP_SECONDS: Final = 10.0
_CHECKPOINT_SHARE: Final = 0.05  # of the runner's time


class Runner:
    """One thread that processes entries in order. `on_processed` is called in it with what each brought.

    An entry that cannot be processed is counted, logged once, and passed over. `checkpoint_seconds` is the least
    time between two checkpoints; a large state is written less often, so that this costs a twentieth of the time.
    `fell` says that the thread ended by an error that nobody foresaw.
    """

    def __init__(
        self,
        log: Journal,
        outputs: Journal,
        checkpoints: Checkpoints,
        state: PipelineState,
        on_processed: Callable[[Processed], None],
        *,
        checkpoint_seconds: float = 5.0,
    ) -> None:
        self._log = log
        self._outputs = outputs
        self._checkpoints = checkpoints
        self._state = state
        self._on_processed = on_processed
        self._checkpoint_seconds = checkpoint_seconds
        self._checkpoint_position = state.position
        self._next_checkpoint = time.monotonic() + checkpoint_seconds
        self._writer = ThreadPoolExecutor(1, "checkpoint")
        self._writing: Future[None] | None = None
        self._news = threading.Event()
        self._stopping = threading.Event()
        self._stop_by = float("inf")
        self._thread = threading.Thread(target=self._run_or_fall, name="pipeline")
        self.progress = Progress(state.position)
        self.poisoned = 0
        self.fell = False

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def notify(self) -> None:
        """Say that there are new entries. Any thread may call."""
        self._news.set()

    def stop(self) -> None:
        """Process what is in the log for at most ten seconds, write a checkpoint, and end the thread."""
        self._stop_by = time.monotonic() + _STOP_SECONDS
        self._stopping.set()
        self._news.set()
        self._thread.join()

    def _run_or_fall(self) -> None:
        """Run, and say where it ended by an error: a core without its pipeline must not go on."""
        try:
            self._run()
        except Exception:  # noqa: BLE001 - whatever it is, the core has to hear of it
            self.fell = True
            _LOG.exception("The pipeline fell at %d", self._state.position)

    def _run(self) -> None:
        with closing(Reader(self._log, self._state.position)) as reader:
            while self._round(reader):
                pass
        self._writer.shutdown()  # the last one is written here: an interpreter that ends takes no new work
        if self._state.position > self._checkpoint_position:
            self._write(self._state.position, self._state.to_bytes())

    def _round(self, reader: Reader) -> bool:
        """Process some entries, or wait for some; False where that was all."""
        self._news.clear()
        frames = reader.read(_AT_ONCE)
        for frame in frames:
            if time.monotonic() > self._stop_by or not self._step(frame):
                return False
        if time.monotonic() >= self._next_checkpoint:
            self._checkpoint()
        if not frames and not self._stopping.is_set():
            self._news.wait(max(self._next_checkpoint - time.monotonic(), 0.01))
            return True
        return bool(frames)

    def _step(self, frame: Frame) -> bool:
        """Process an entry; False where its output could not be written before the end."""
        processed = self._process(frame)
        output = Output(position=frame.position, as_of=0.0) if processed is None else processed.output
        if not self._put_out(output):
            return False
        self._state.position = frame.position + 1
        if processed is not None:
            self._show(processed)
        self.progress.advance(frame.position + 1)
        return True

    def _show(self, processed: Processed) -> None:
        try:
            self._on_processed(processed)
        except Exception:  # noqa: BLE001 - a screen that is wrong must not stop the pipeline
            _LOG.exception("The entry at %d cannot be shown", processed.output.position)

    def _process(self, frame: Frame) -> Processed | None:
        try:
            if frame.payload is None:
                raise ValueError("the disk does not hold what was written")  # noqa: TRY301 - one place counts
            return process_entry(frame.position, decode_entry(frame.payload), self._state)
        except Exception as error:  # noqa: BLE001 - whatever it is, the entries after it must go on
            self.poisoned += 1
            log = _LOG.exception if self.poisoned == 1 else _LOG.error
            log("The log entry at %d cannot be processed: %r", frame.position, error)
            return None

    def _put_out(self, output: Output) -> bool:
        """Append an output, unless it was before a restart; with a full disk, wait for room.

        False where there was none until the end: this state, ahead of its outputs, must not be kept.
        """
        while output.position >= self._outputs.next_position:
            try:
                missing = range(self._outputs.next_position, output.position)
                fillers = [encode_output(Output(position=position, as_of=0.0)) for position in missing]
                self._outputs.append([*fillers, encode_output(output)])
                self._outputs.publish()
            except OSError as error:
                _LOG.error("Outputs cannot be written, processing waits: %s", error)
                if self._stopping.wait(_RETRY_SECONDS):
                    self._checkpoint_position = self._state.position + 1
                    return False
        return True

    def _checkpoint(self) -> None:
        """Take the state and have it written; the log before the oldest checkpoint is no longer needed."""
        began = time.monotonic()
        if self._writing is not None and not self._writing.done():
            self._next_checkpoint = began + self._checkpoint_seconds
            return
        if self._state.position > self._checkpoint_position:
            self._checkpoint_position = self._state.position
            self._writing = self._writer.submit(self._write, self._state.position, self._state.to_bytes())
        ended = time.monotonic()
        self._next_checkpoint = ended + max(self._checkpoint_seconds, (ended - began) / _CHECKPOINT_SHARE)

    def _write(self, position: int, data: bytes) -> None:
        try:
            self._outputs.sync()
            self._checkpoints.write(position, data)
            self._log.trim(self._checkpoints.oldest_position)
        except OSError as error:
            _LOG.error("The checkpoint at %d cannot be written: %s", position, error)
