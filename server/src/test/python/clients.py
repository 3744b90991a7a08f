"""Asks a running server as tritonclient and kserve do by default, and compares with `diglm predict`.

Usage: python clients.py [--grpc | --mlserver] URL MODEL TABLE.csv PREDICTIONS.csv COLUMN:TYPE ...

TYPE is a datatype of the protocol. Needs tritonclient[http], kserve, numpy; with --grpc only
tritonclient[grpc] and numpy, and asks over gRPC alone; with --mlserver only mlserver, and sends what its codecs encode. URL has no scheme, such as 127.0.0.1:8080. PREDICTIONS.csv is what `diglm predict MODEL TABLE.csv` wrote. Exits with 1 unless
every number is the command's to the last bit.
"""

import asyncio
import csv
import math
import sys

import numpy as np

KINDS = {"FP64": np.float64, "FP32": np.float32, "INT64": np.int64, "INT32": np.int32, "BYTES": object}


def cells(rows, name, datatype):
    texts = [row[name] for row in rows]
    if datatype == "BYTES":
        return np.array([text.encode() for text in texts], dtype=object)
    numbers = [float(text) if text else math.nan for text in texts]
    return np.array(numbers).astype(KINDS[datatype])


def require_same(client, expected, answers):
    compared = 0
    for name in expected[0]:
        if name == "error":
            continue
        got = answers(name)
        assert len(got) == len(expected), (client, name, len(got))
        for row, value in zip(expected, got):
            wanted = row[name]
            if isinstance(value, (bytes, str)):
                text = value.decode() if isinstance(value, bytes) else value
                assert text == wanted, (client, name, text, wanted)
            elif isinstance(value, (bool, np.bool_)):
                assert str(bool(value)).lower() == wanted, (client, name, value, wanted)
            else:
                same = math.isnan(value) if wanted == "" else float(value) == float(wanted)
                assert same, (client, name, value, wanted)
            compared += 1
    print(f"{client}: {compared} cells the same")


def by_grpc(url, model, rows, columns, expected):
    import tritonclient.grpc as triton
    from tritonclient.utils import InferenceServerException

    client = triton.InferenceServerClient(url=url)
    assert client.is_server_live() and client.is_server_ready() and client.is_model_ready(model)
    assert client.get_server_metadata().name == "diglm"
    assert client.get_model_metadata(model).name == model
    inputs = []
    for name, datatype in columns:
        data = cells(rows, name, datatype)
        tensor = triton.InferInput(name, list(data.shape), datatype)
        tensor.set_data_from_numpy(data)
        inputs.append(tensor)
    require_same("tritonclient, gRPC", expected, client.infer(model, inputs).as_numpy)
    names = [name for name in expected[0] if name != "error"]
    outputs = [triton.InferRequestedOutput(name) for name in reversed(names)]
    result = client.infer(model, inputs, outputs=outputs)
    require_same("tritonclient, gRPC, outputs named", expected, result.as_numpy)
    try:
        client.infer(model + "x", inputs)
    except InferenceServerException as e:
        assert e.status() == "StatusCode.NOT_FOUND", e
    else:
        raise AssertionError("a model that is not there answered")


def by_triton(url, model, rows, columns, expected, binary):
    import tritonclient.http as triton

    client = triton.InferenceServerClient(url=url)
    assert client.is_server_live() and client.is_server_ready() and client.is_model_ready(model)
    assert client.get_server_metadata()["name"] == "diglm"
    assert client.get_model_metadata(model)["name"] == model
    assert client.get_model_repository_index()[0]["state"] == "READY"
    inputs = []
    for name, datatype in columns:
        data = cells(rows, name, datatype)
        tensor = triton.InferInput(name, list(data.shape), datatype)
        tensor.set_data_from_numpy(data, **({} if binary else {"binary_data": False}))
        inputs.append(tensor)
    if binary:
        result = client.infer(model, inputs)  # as it is by default
    else:
        names = [name for name in expected[0] if name != "error"]
        outputs = [triton.InferRequestedOutput(name, binary_data=False) for name in names]
        result = client.infer(model, inputs, outputs=outputs)
    require_same(f"tritonclient, {'binary' if binary else 'JSON'}", expected, result.as_numpy)


async def by_kserve(url, model, rows, columns, expected):
    from kserve import InferenceRESTClient, InferInput, InferRequest, RESTConfig

    client = InferenceRESTClient(RESTConfig(protocol="v2", retries=1))
    base = f"http://{url}"
    assert await client.is_server_live(base) and await client.is_server_ready(base)
    assert await client.is_model_ready(base, model)
    for binary in (True, False):
        inputs = []
        for name, datatype in columns:
            data = cells(rows, name, datatype)
            tensor = InferInput(name, list(data.shape), datatype)
            tensor.set_data_from_numpy(data, binary_data=binary)
            inputs.append(tensor)
        request = InferRequest(model_name=model, infer_inputs=inputs)
        response = await client.infer(base, request, model_name=model)
        outputs = {output.name: output.as_numpy() for output in response.outputs}
        require_same(f"kserve, {'binary' if binary else 'JSON'}", expected, outputs.__getitem__)
    await client.close()


def by_mlserver(url, model, rows, columns, expected):
    """Sends a data frame and, if all columns are numbers, one array, as MLServer's codecs encode them."""
    import json
    import urllib.request

    import pandas
    from mlserver.codecs import NumpyRequestCodec, PandasCodec
    from mlserver.types import InferenceResponse

    def ask(request):
        body = json.dumps(request.model_dump(mode="json", exclude_none=True)).encode()
        to = f"http://{url}/v2/models/{model}/infer"
        call = urllib.request.Request(to, body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(call) as answer:
            return InferenceResponse.model_validate_json(answer.read())

    def compare(client, response):
        frame = PandasCodec.decode_response(response)
        require_same(client, expected, lambda name: frame[name].tolist())

    series = {}
    for name, datatype in columns:
        data = cells(rows, name, datatype)
        text = datatype == "BYTES"  # MLServer 1.7 does not know the texts of pandas 3
        series[name] = pandas.Series([t.decode() for t in data], dtype=object) if text else data
    request = PandasCodec.encode_request(pandas.DataFrame(series))
    compare("MLServer, pandas", ask(request))
    if all(datatype != "BYTES" for _, datatype in columns):
        matrix = np.column_stack([data.astype(np.float64) for data in series.values()])
        compare("MLServer, numpy", ask(NumpyRequestCodec.encode_request(matrix)))


def main():
    grpc = sys.argv[1] == "--grpc"
    mlserver = sys.argv[1] == "--mlserver"
    arguments = sys.argv[2 if grpc or mlserver else 1 :]
    url, model, table, predictions = arguments[:4]
    columns = [text.rsplit(":", 1) for text in arguments[4:]]
    rows = list(csv.DictReader(open(table, newline="")))
    expected = list(csv.DictReader(open(predictions, newline="")))
    if grpc:
        by_grpc(url, model, rows, columns, expected)
        return
    if mlserver:
        by_mlserver(url, model, rows, columns, expected)
        return
    by_triton(url, model, rows, columns, expected, True)
    by_triton(url, model, rows, columns, expected, False)
    asyncio.run(by_kserve(url, model, rows, columns, expected))


if __name__ == "__main__":
    main()
