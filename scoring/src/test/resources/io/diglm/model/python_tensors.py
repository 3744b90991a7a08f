"""Writes python.safetensors beside this script; SafetensorsTest reads it. Needs safetensors 0.8.0, numpy."""

import pathlib

import numpy as np
from safetensors import TensorSpec, serialize_file


def spec(dtype, array, shape=None):
    data = np.ascontiguousarray(array)
    return TensorSpec(
        dtype=dtype, shape=list(shape or array.shape), data_ptr=data.ctypes.data, data_len=data.nbytes
    ), data


arrays = {
    "coupling0.weight": spec("float32", np.array([[1.5, -2.25, 3.0], [0.1, -0.0, 1e-30]], np.float32)),
    "moments": spec("float64", np.array([0.1, -1.0 / 3.0], np.float64)),
    "permutation": spec("int64", np.array([2, 0, 1, -(2**62)], np.int64)),
    "initialised": spec("uint8", np.array([1, 0, 255], np.uint8)),
    "half": spec("bfloat16", np.array([0x3F80, 0xC020], np.uint16)),
    "scalar": spec("float64", np.array(2.5, np.float64)),
    "empty": spec("float32", np.zeros((0, 3), np.float32)),
    "größe": spec("float32", np.array([7.0], np.float32)),
}
serialize_file(
    {name: tensor for name, (tensor, _) in arrays.items()},
    str(pathlib.Path(__file__).with_name("python.safetensors")),
    {"writer": "python"},
)
