package io.diglm.server.grpc;

import com.google.protobuf.ByteString;
import io.diglm.schema.TableColumn;
import io.diglm.server.grpc.protocol.InferParameter;
import io.diglm.server.grpc.protocol.InferTensorContents;
import io.diglm.server.grpc.protocol.ModelInferRequest;
import io.diglm.server.grpc.protocol.ModelInferRequest.InferInputTensor;
import io.diglm.server.grpc.protocol.ModelInferRequest.InferRequestedOutputTensor;
import io.diglm.server.grpc.protocol.ModelInferResponse;
import io.diglm.server.tensors.Datatype;
import io.diglm.server.tensors.InferRequest;
import io.diglm.server.tensors.Parameters;
import io.diglm.server.tensors.Tensor;
import io.diglm.server.tensors.TensorBytes;
import io.diglm.server.tensors.WantedOutput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Converts messages of the protocol to tensors of the server and back. */
final class Tensors {
  private Tensors() {}

  /**
   * Reads a request.
   *
   * @param most elements of all inputs
   * @throws IllegalArgumentException if the request does not follow the protocol; the message has
   *     one line
   */
  static InferRequest request(ModelInferRequest from, int most) {
    int inputs = from.getInputsCount();
    if (inputs == 0) {
      throw new IllegalArgumentException("inputs must be at least 1, got none");
    }
    boolean raw = from.getRawInputContentsCount() > 0;
    if (raw && from.getRawInputContentsCount() != inputs) {
      throw new IllegalArgumentException(
          "raw_input_contents must be one an input, %,d, got %,d"
              .formatted(inputs, from.getRawInputContentsCount()));
    }
    List<Tensor> tensors = new ArrayList<>();
    int left = most;
    for (int i = 0; i < inputs; i++) {
      InferInputTensor input = from.getInputs(i);
      if (input.getName().isEmpty()) {
        throw new IllegalArgumentException("input %d must have a name, got none".formatted(i));
      }
      if (input.containsParameters("shared_memory_region")) {
        throw new IllegalArgumentException(
            "input '%s' must be sent in the request, got one in shared memory"
                .formatted(input.getName()));
      }
      ByteBuffer bytes =
          raw ? from.getRawInputContents(i).asReadOnlyByteBuffer() : Contents.bytes(input);
      Tensor tensor =
          TensorBytes.read(
              input.getName(),
              input.getDatatype(),
              input.getShapeList(),
              bytes,
              text(input.getParametersMap(), "content_type"),
              left);
      left -= tensor.cells().size();
      tensors.add(tensor);
    }
    List<WantedOutput> outputs =
        from.getOutputsList().stream()
            .map(InferRequestedOutputTensor::getName)
            .map(name -> new WantedOutput(name, Optional.of(true)))
            .toList();
    Optional<String> id = Optional.of(from.getId()).filter(text -> !text.isEmpty());
    return new InferRequest(id, tensors, outputs, parameters(from.getParametersMap()));
  }

  private static Parameters parameters(Map<String, InferParameter> given) {
    return new Parameters(
        true,
        Optional.ofNullable(given.get("explain")).filter(InferParameter::getBoolParam).isPresent(),
        number(given, "interval"),
        number(given, "coverage"),
        text(given, "quantiles"),
        text(given, "above"),
        text(given, "shortfall"),
        text(given, "content_type"));
  }

  private static Optional<Double> number(Map<String, InferParameter> given, String name) {
    return Optional.ofNullable(given.get(name))
        .map(
            value ->
                switch (value.getParameterChoiceCase()) {
                  case DOUBLE_PARAM -> value.getDoubleParam();
                  case INT64_PARAM -> (double) value.getInt64Param();
                  case STRING_PARAM -> parsed(name, value.getStringParam());
                  case BOOL_PARAM, UINT64_PARAM, PARAMETERCHOICE_NOT_SET ->
                      throw new IllegalArgumentException(name + " must be a number, got another");
                });
  }

  /** Some clients have no parameters of type double and send a text. */
  private static double parsed(String name, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " must be a number, got another text", e);
    }
  }

  private static Optional<String> text(Map<String, InferParameter> given, String name) {
    return Optional.ofNullable(given.get(name))
        .map(InferParameter::getStringParam)
        .filter(text -> !text.isEmpty());
  }

  /** Returns an answer with these columns, in this order, all as bytes. */
  static ModelInferResponse response(
      String model, String version, InferRequest request, List<TableColumn> columns) {
    ModelInferResponse.Builder to =
        ModelInferResponse.newBuilder()
            .setModelName(model)
            .setModelVersion(version)
            .setId(request.id().orElse(""));
    for (TableColumn column : columns) {
      Datatype type = Datatype.of(column.type());
      ModelInferResponse.InferOutputTensor.Builder output =
          ModelInferResponse.InferOutputTensor.newBuilder()
              .setName(column.name())
              .setDatatype(type.name())
              .addShape(column.cells().size());
      if (type == Datatype.BYTES && request.parameters().contentType().isPresent()) {
        output.putParameters(
            "content_type", InferParameter.newBuilder().setStringParam("str").build());
      }
      to.addOutputs(output);
      to.addRawOutputContents(ByteString.copyFrom(TensorBytes.write(column)));
    }
    return to.build();
  }

  /** Returns the elements of a typed field as the bytes of raw contents. */
  private static final class Contents {
    private Contents() {}

    static ByteBuffer bytes(InferInputTensor input) {
      InferTensorContents c = input.getContents();
      ByteBuffer to =
          switch (input.getDatatype()) {
            case "BOOL" -> {
              ByteBuffer bytes = buffer(c.getBoolContentsCount(), 1);
              c.getBoolContentsList().forEach(truth -> bytes.put((byte) (truth ? 1 : 0)));
              yield bytes;
            }
            case "INT8", "INT16", "INT32" ->
                whole(input, c.getIntContentsList(), width(input.getDatatype()), true);
            case "UINT8", "UINT16", "UINT32" ->
                whole(input, c.getUintContentsList(), width(input.getDatatype()), false);
            case "INT64" -> longs(c.getInt64ContentsList());
            case "UINT64" -> longs(c.getUint64ContentsList());
            case "FP32" -> {
              ByteBuffer bytes = buffer(c.getFp32ContentsCount(), Float.BYTES);
              c.getFp32ContentsList().forEach(bytes::putFloat);
              yield bytes;
            }
            case "FP64" -> {
              ByteBuffer bytes = buffer(c.getFp64ContentsCount(), Double.BYTES);
              c.getFp64ContentsList().forEach(bytes::putDouble);
              yield bytes;
            }
            case "BYTES" -> texts(c.getBytesContentsList());
            // 16-bit floats exist only as raw contents, and other types have no name.
            default -> buffer(0, 1);
          };
      return to.flip();
    }

    private static int width(String datatype) {
      return Integer.parseInt(datatype.replaceAll("\\D", "")) / Byte.SIZE;
    }

    private static ByteBuffer buffer(int count, int width) {
      return ByteBuffer.allocate(Math.multiplyExact(count, width)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Java reads an unsigned number of more than 31 bits as a negative number. */
    private static ByteBuffer whole(
        InferInputTensor input, List<Integer> values, int width, boolean signed) {
      ByteBuffer to = buffer(values.size(), width);
      for (int i = 0; i < values.size(); i++) {
        long value = signed ? values.get(i) : Integer.toUnsignedLong(values.get(i));
        long most = 1L << (Byte.SIZE * width - (signed ? 1 : 0));
        if (value >= most || value < (signed ? -most : 0)) {
          throw new IllegalArgumentException(
              "element %d of input '%s' must fit %s, got %d"
                  .formatted(i, input.getName(), input.getDatatype(), value));
        }
        switch (width) {
          case 1 -> to.put((byte) value);
          case 2 -> to.putShort((short) value);
          default -> to.putInt((int) value);
        }
      }
      return to;
    }

    private static ByteBuffer longs(List<Long> values) {
      ByteBuffer to = buffer(values.size(), Long.BYTES);
      values.forEach(to::putLong);
      return to;
    }

    private static ByteBuffer texts(List<ByteString> values) {
      int size = 0;
      for (ByteString value : values) {
        size = Math.addExact(size, Math.addExact(Integer.BYTES, value.size()));
      }
      ByteBuffer to = buffer(size, 1);
      for (ByteString value : values) {
        to.putInt(value.size());
        value.copyTo(to);
      }
      return to;
    }
  }
}
