"""Assembling the ONNX graph of all-MiniLM-L6-v2 from its published weights."""

from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load

LAYERS = 6
HEADS = 12
EPSILON = 1e-12

Array = npt.NDArray[np.generic]


class _Graph:
    """Nodes and weights in the making; every node's output is named after its place."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def constant(self, name: str, value: Array) -> str:
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, operator: str, inputs: list[str], domain: str = "", **attributes: Any) -> str:
        output = f"{operator}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [output], name=output, domain=domain, **attributes))
        return output


class _Weights:
    """The published weights, read as the layers of a BERT encoder need them."""

    def __init__(self, graph: _Graph, raw: bytes, int8: bool) -> None:
        self.graph = graph
        self.tensors = load(raw)
        self.int8 = int8

    def linear(self, value: str, name: str, *, bias: bool = True) -> str:
        """Multiply by a layer's weights, in 8-bit integers where that is wanted."""
        weight = self.tensors[f"{name}.weight"].T
        if self.int8:
            product = self._product_in_integers(value, name, weight)
        else:
            product = self.graph.node("MatMul", [value, self.graph.constant(f"{name}.weight", weight)])
        return self.graph.node("Add", [product, self.bias(name)]) if bias else product

    def _product_in_integers(self, value: str, name: str, weight: npt.NDArray[np.float32]) -> str:
        """Quantise the weights now, one scale a column, and the values when they come."""
        scale = np.abs(weight).max(axis=0) / 127
        whole = np.round(weight / scale).astype(np.int8)
        return self.graph.node(
            "DynamicQuantizeMatMul",
            [
                value,
                self.graph.constant(f"{name}.weight", whole),
                self.graph.constant(f"{name}.scale", scale.astype(np.float32)),
            ],
            domain="com.microsoft",
        )

    def bias(self, name: str) -> str:
        return self.graph.constant(f"{name}.bias", self.tensors[f"{name}.bias"])

    def normalise(self, value: str, name: str) -> str:
        scale = self.graph.constant(f"{name}.weight", self.tensors[f"{name}.weight"])
        return self.graph.node("LayerNormalization", [value, scale, self.bias(name)], axis=-1, epsilon=EPSILON)


def build_graph(raw: bytes, *, int8: bool) -> bytes:
    """Return the model as ONNX bytes: `ids` (int64) and `mask` (int32) in, both texts x tokens; unit vectors out."""
    graph = _Graph()
    weights = _Weights(graph, raw, int8)
    hidden = _embed_tokens(graph, weights)
    for layer in range(LAYERS):
        hidden = _encode(graph, weights, hidden, f"encoder.layer.{layer}")
    output = _pool(graph, hidden)
    inputs = [
        helper.make_tensor_value_info("ids", TensorProto.INT64, ["texts", "tokens"]),
        helper.make_tensor_value_info("mask", TensorProto.INT32, ["texts", "tokens"]),
    ]
    outputs = [helper.make_tensor_value_info(output, TensorProto.FLOAT, ["texts", 384])]
    model = helper.make_model(
        helper.make_graph(graph.nodes, "all-MiniLM-L6-v2", inputs, outputs, graph.weights),
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)],
        ir_version=8,
    )
    return bytes(model.SerializeToString())


def _embed_tokens(graph: _Graph, weights: _Weights) -> str:
    words = graph.constant("words", weights.tensors["embeddings.word_embeddings.weight"])
    # Every text is a single segment, so its segment's vector can be part of the positions.
    segment = weights.tensors["embeddings.token_type_embeddings.weight"][0]
    places = graph.constant("places", weights.tensors["embeddings.position_embeddings.weight"] + segment)
    width = graph.node("Shape", ["ids"], start=1, end=2)
    start = graph.constant("start", np.array([0], dtype=np.int64))
    summed = graph.node("Add", [graph.node("Gather", [words, "ids"]), graph.node("Slice", [places, start, width])])
    return weights.normalise(summed, "embeddings.LayerNorm")


def _encode(graph: _Graph, weights: _Weights, hidden: str, layer: str) -> str:
    parts = [f"{layer}.attention.self.{part}" for part in ("query", "key", "value")]
    bias = np.concatenate([weights.tensors[f"{part}.bias"] for part in parts])
    attended = graph.node(
        "MultiHeadAttention",
        [*(weights.linear(hidden, part, bias=False) for part in parts), graph.constant(f"{layer}.bias", bias), "mask"],
        domain="com.microsoft",
        num_heads=HEADS,
    )
    mixed = weights.linear(attended, f"{layer}.attention.output.dense")
    hidden = weights.normalise(graph.node("Add", [mixed, hidden]), f"{layer}.attention.output.LayerNorm")
    inner = graph.node("Gelu", [weights.linear(hidden, f"{layer}.intermediate.dense")], domain="com.microsoft")
    outer = weights.linear(inner, f"{layer}.output.dense")
    return weights.normalise(graph.node("Add", [outer, hidden]), f"{layer}.output.LayerNorm")


def _pool(graph: _Graph, hidden: str) -> str:
    """Take the mean over a text's own tokens and scale it to length 1."""
    axis = graph.constant("token_axis", np.array([1], dtype=np.int64))
    last = graph.constant("last_axis", np.array([2], dtype=np.int64))
    mask = graph.node("Unsqueeze", [graph.node("Cast", ["mask"], to=TensorProto.FLOAT), last])
    total = graph.node("ReduceSum", [graph.node("Mul", [hidden, mask]), axis], keepdims=0)
    count = graph.node("ReduceSum", [mask, axis], keepdims=0)
    return graph.node("LpNormalization", [graph.node("Div", [total, count])], axis=-1, p=2)
