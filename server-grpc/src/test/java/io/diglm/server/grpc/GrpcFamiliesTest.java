package io.diglm.server.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import io.diglm.predict.JointColumns;
import io.diglm.predict.JointPredictor;
import io.diglm.predict.PredictionColumns;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.Input;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.server.ModelServer;
import io.diglm.server.ServerConfig;
import io.diglm.server.grpc.protocol.InferTensorContents;
import io.diglm.server.grpc.protocol.ModelInferRequest;
import io.diglm.server.grpc.protocol.ModelInferRequest.InferInputTensor;
import io.diglm.server.grpc.protocol.ModelInferResponse;
import io.diglm.server.models.ModelSource;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Models of several kinds of targets over gRPC, with the command's numbers. */
final class GrpcFamiliesTest {
  static final List<String> MODELS =
      List.of(
          "ordinal-none-planar",
          "beta-none-realnvp",
          "zero_inflated_poisson-none-planar",
          "exposure-poisson",
          "offset-mixture",
          "recalibrated-grouped",
          "recalibrated-grouped-classes");

  private static final Path JOINT = Path.of("..", "python", "tests", "several", "joint.diglm");
  private static final int ROWS = 5;
  private static final double[] OFFSETS = {0.5, 1, 2, 0.25, 3};

  private static ModelServer server;
  private static ManagedChannel channel;

  @BeforeAll
  static void start() {
    ServerConfig config =
        ServerConfig.of(
            Stream.concat(
                    MODELS.stream().map(name -> new ModelSource(name, "1", file(name))),
                    Stream.of(new ModelSource("joint", "1", JOINT)))
                .toArray(ModelSource[]::new));
    server = ModelServer.start(config, inference -> GrpcServer.start(inference, config, 0));
    int port = server.beside().orElseThrow().port();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    server.close();
  }

  private static Path file(String name) {
    return Path.of("..", "python", "tests", "models", name + ".diglm");
  }

  private static Table rows(Predictor predictor) {
    Table drawn = predictor.sample(ROWS, 3);
    List<String> features =
        predictor.manifest().schema().features().stream().map(f -> f.name()).toList();
    List<TableColumn> columns =
        predictor.manifest().schema().inputs().stream()
            .map(Input::name)
            .map(
                name ->
                    features.contains(name)
                        ? drawn.column(name)
                        : new TableColumn(name, StorageType.DECIMAL, new Cells.Numbers(OFFSETS)))
            .toList();
    return new Table("rows", columns, ROWS);
  }

  private static InferInputTensor tensor(TableColumn column) {
    boolean numbers = column.type() == StorageType.DECIMAL || column.type() == StorageType.INTEGER;
    InferTensorContents.Builder contents = InferTensorContents.newBuilder();
    for (int row = 0; row < ROWS; row++) {
      String text = column.text(row).orElse("");
      if (numbers) {
        contents.addFp64Contents(text.isEmpty() ? Double.NaN : Double.parseDouble(text));
      } else {
        contents.addBytesContents(ByteString.copyFromUtf8(text));
      }
    }
    return InferInputTensor.newBuilder()
        .setName(column.name())
        .setDatatype(numbers ? "FP64" : "BYTES")
        .addShape(ROWS)
        .setContents(contents)
        .build();
  }

  @ParameterizedTest
  @FieldSource("MODELS")
  void answersAsTheCommandDoesToTheLastBit(String name) {
    try (Predictor predictor = Predictor.load(file(name))) {
      Table rows = rows(predictor);
      ModelInferRequest.Builder request = ModelInferRequest.newBuilder().setModelName(name);
      rows.columns().forEach(column -> request.addInputs(tensor(column)));
      ModelInferResponse answer =
          ClientCalls.blockingUnaryCall(
              channel, Protocol.MODEL_INFER, CallOptions.DEFAULT, request.build());
      List<TableColumn> expected =
          PredictionColumns.usual(predictor.manifest()).of(predictor.predict(rows));
      assertEquals(expected.size() - 1, answer.getOutputsCount()); // all but the column of errors
      for (int i = 0; i < answer.getOutputsCount(); i++) {
        assertEquals(expected.get(i).name(), answer.getOutputs(i).getName());
        assertSame(
            expected.get(i),
            answer.getOutputs(i).getDatatype(),
            answer.getRawOutputContents(i).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN));
      }
    }
  }

  @Test
  void severalTargetsAreAnsweredAtOnce() {
    try (JointPredictor joint = JointPredictor.load(JOINT)) {
      Table rows = rows(joint.first());
      ModelInferRequest.Builder request = ModelInferRequest.newBuilder().setModelName("joint");
      rows.columns().forEach(column -> request.addInputs(tensor(column)));
      ModelInferResponse answer =
          ClientCalls.blockingUnaryCall(
              channel, Protocol.MODEL_INFER, CallOptions.DEFAULT, request.build());
      List<TableColumn> expected =
          new JointColumns(
                  joint,
                  joint.predictors().stream()
                      .map(own -> PredictionColumns.usual(own.manifest()))
                      .toList())
              .of(List.copyOf(joint.predict(rows).values()));
      assertEquals(expected.size() - 1, answer.getOutputsCount());
      for (int i = 0; i < answer.getOutputsCount(); i++) {
        assertEquals(expected.get(i).name(), answer.getOutputs(i).getName());
        assertSame(
            expected.get(i),
            answer.getOutputs(i).getDatatype(),
            answer.getRawOutputContents(i).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN));
      }
    }
  }

  private static void assertSame(TableColumn column, String datatype, ByteBuffer got) {
    for (int row = 0; row < ROWS; row++) {
      if (column.cells() instanceof Cells.Numbers numbers) {
        double value =
            switch (datatype) {
              case "BOOL" -> got.get();
              case "INT64" -> got.getLong();
              default -> got.getDouble();
            };
        assertEquals(numbers.values()[row], value, 0, column.name());
      } else {
        byte[] text = new byte[got.getInt()];
        got.get(text);
        assertEquals(column.text(row).orElse(""), new String(text, UTF_8), column.name());
      }
    }
  }
}
