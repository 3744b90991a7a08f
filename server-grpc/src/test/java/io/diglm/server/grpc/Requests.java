package io.diglm.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import io.diglm.predict.PredictionColumns;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.server.grpc.protocol.InferTensorContents;
import io.diglm.server.grpc.protocol.ModelInferRequest;
import io.diglm.server.grpc.protocol.ModelInferRequest.InferInputTensor;
import io.diglm.server.grpc.protocol.ModelInferResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Rows, and the messages of a client that asks for their answers. */
final class Requests {
  static final Table ROWS =
      new Table(
          "rows",
          List.of(
              numbers("a", 0.5, -1.25, 40),
              numbers("b", 2, 3, 1),
              new TableColumn(
                  "level", StorageType.TEXT, Cells.Texts.of(List.of("two", "one", "never seen")))),
          3);

  private static TableColumn numbers(String name, double... values) {
    return new TableColumn(name, StorageType.DECIMAL, new Cells.Numbers(values));
  }

  static <A, B> B call(Channel to, MethodDescriptor<A, B> method, A request) {
    return ClientCalls.blockingUnaryCall(to, method, CallOptions.DEFAULT, request);
  }

  static ModelInferResponse infer(Channel to, ModelInferRequest request) {
    return call(to, Protocol.MODEL_INFER, request);
  }

  static ManagedChannel channel(GrpcServer server) {
    return NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
  }

  static InferInputTensor.Builder input(String name, String type, long... shape) {
    InferInputTensor.Builder input = InferInputTensor.newBuilder().setName(name).setDatatype(type);
    for (long side : shape) {
      input.addShape(side);
    }
    return input;
  }

  static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  static ByteString bytes(ByteBuffer buffer) {
    return ByteString.copyFrom(buffer.flip());
  }

  static ModelInferRequest.Builder raw() {
    ByteBuffer texts = buffer(100);
    for (String text : List.of("two", "one", "never seen")) {
      texts.putInt(text.length()).put(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    return ModelInferRequest.newBuilder()
        .setModelName("golden")
        .setId("x1")
        .addInputs(input("a", "FP64", 3))
        .addInputs(input("b", "INT32", 3, 1))
        .addInputs(input("level", "BYTES", 3))
        .addRawInputContents(bytes(buffer(24).putDouble(.5).putDouble(-1.25).putDouble(40)))
        .addRawInputContents(bytes(buffer(12).putInt(2).putInt(3).putInt(1)))
        .addRawInputContents(bytes(texts));
  }

  static ModelInferRequest.Builder typed() {
    return ModelInferRequest.newBuilder()
        .setModelName("golden")
        .setModelVersion("7")
        .addInputs(
            input("a", "FP64", 3)
                .setContents(
                    InferTensorContents.newBuilder()
                        .addFp64Contents(.5)
                        .addFp64Contents(-1.25)
                        .addFp64Contents(40)))
        .addInputs(
            input("b", "UINT8", 3)
                .setContents(
                    InferTensorContents.newBuilder()
                        .addUintContents(2)
                        .addUintContents(3)
                        .addUintContents(1)))
        .addInputs(
            input("level", "BYTES", 3)
                .setContents(
                    InferTensorContents.newBuilder()
                        .addBytesContents(ByteString.copyFromUtf8("two"))
                        .addBytesContents(ByteString.copyFromUtf8("one"))
                        .addBytesContents(ByteString.copyFromUtf8("never seen"))));
  }

  /** Requires the answers of the command to {@link #ROWS}, to the last bit. */
  static void assertExpected(List<TableColumn> expected, ModelInferResponse answer) {
    assertEquals("golden", answer.getModelName());
    assertEquals("7", answer.getModelVersion());
    assertEquals(expected.size() - 1, answer.getOutputsCount()); // all but the column of errors
    assertEquals(answer.getOutputsCount(), answer.getRawOutputContentsCount());
    for (int i = 0; i < answer.getOutputsCount(); i++) {
      assertEquals(expected.get(i).name(), answer.getOutputs(i).getName());
      assertEquals(List.of(3L), answer.getOutputs(i).getShapeList());
      ByteBuffer got =
          answer.getRawOutputContents(i).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
      for (int row = 0; row < 3; row++) {
        if (expected.get(i).cells() instanceof Cells.Numbers numbers) {
          boolean truth = answer.getOutputs(i).getDatatype().equals("BOOL");
          assertEquals(numbers.values()[row], truth ? got.get() : got.getDouble());
        } else {
          byte[] text = new byte[got.getInt()];
          got.get(text);
          assertEquals(
              expected.get(i).text(row).orElse(""),
              new String(text, java.nio.charset.StandardCharsets.UTF_8));
        }
      }
    }
  }

  /** Copies the golden model into a folder. */
  static Path model(Path folder) throws IOException {
    Path model = folder.resolve("golden.diglm");
    try (InputStream from =
        Objects.requireNonNull(Predictor.class.getResourceAsStream("golden/format-1.diglm"))) {
      Files.copy(from, model);
    }
    return model;
  }

  /** Returns what the command answers to {@link #ROWS}. */
  static List<TableColumn> expected(Path model) {
    try (Predictor predictor = Predictor.load(model)) {
      return PredictionColumns.usual(predictor.manifest()).of(predictor.predict(ROWS));
    }
  }

  private Requests() {}
}
