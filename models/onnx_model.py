"""Runs one .onnx file: an array in, an array out. ONNX Runtime is the default engine; OpenVINO, where installed, runs the same file in bfloat16."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Engine = Literal["onnxruntime", "openvino"]
Tensor = NDArray[np.float32]


class Model(Protocol):
    """A loaded network with one input and one output."""

    def __call__(self, batch: Tensor) -> Tensor:
        """Both arrays have the batch as their first axis."""


class OnnxRuntimeModel:
    """On the CPU, in float32.

    Memory that a run needed is kept for the next one, which saves time. With `frugal`, it is given back after every run: for a network that needs hundreds of
    megabytes, but only once a page.
    """

    def __init__(self, content: bytes, threads: int = 1, frugal: bool = False) -> None:
        import onnxruntime  # type: ignore[import-untyped]  # starts a thread, which a process that others are forked from must not have

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
        # Waiting threads sleep: spinning ones burn the cores that other workers need.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        # Lines and pages come in many sizes. A memory plan per size would be kept for ever.
        options.enable_mem_pattern = False
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0].name
        self._output = self._session.get_outputs()[0].name
        self._run_options = onnxruntime.RunOptions()
        if frugal:
            self._run_options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")

    def __call__(self, batch: Tensor) -> Tensor:
        result: Tensor = self._session.run([self._output], {self._input: batch}, self._run_options)[0]
        return result


class OpenVinoModel:
    """On the CPU, in bfloat16 where the processor has it. Needs the optional package. Every new shape of input costs a compilation once."""

    def __init__(self, content: bytes, threads: int = 1) -> None:
        import openvino  # type: ignore[import-untyped]  # only who asks for this engine pays for its import

        core = openvino.Core()
        # Left to itself, it binds the one thread of every process to the same processor.
        settings = {"INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY", "NUM_STREAMS": "1", "ENABLE_CPU_PINNING": False}
        self._request = core.compile_model(core.read_model(content), "CPU", settings).create_infer_request()

    def __call__(self, batch: Tensor) -> Tensor:
        # A copy: the request writes its next answer into the same memory.
        result: Tensor = np.array(self._request.infer([batch])[0])
        return result


def openvino_is_installed() -> bool:
    return find_spec("openvino") is not None


def load_model(content: bytes, engine: Engine = "onnxruntime", threads: int = 1, frugal: bool = False) -> Model:
    """Load the bytes of an .onnx file. Raises ModuleNotFoundError when the engine isn't installed."""
    return OpenVinoModel(content, threads) if engine == "openvino" else OnnxRuntimeModel(content, threads, frugal)
