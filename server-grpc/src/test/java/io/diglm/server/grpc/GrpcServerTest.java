package io.diglm.server.grpc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.diglm.predict.PredictionColumns;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.server.ModelServer;
import io.diglm.server.ServerConfig;
import io.diglm.server.grpc.protocol.InferParameter;
import io.diglm.server.grpc.protocol.InferTensorContents;
import io.diglm.server.grpc.protocol.ModelInferRequest;
import io.diglm.server.grpc.protocol.ModelInferRequest.InferInputTensor;
import io.diglm.server.grpc.protocol.ModelInferRequest.InferRequestedOutputTensor;
import io.diglm.server.grpc.protocol.ModelInferResponse;
import io.diglm.server.grpc.protocol.ModelMetadataRequest;
import io.diglm.server.grpc.protocol.ModelMetadataResponse;
import io.diglm.server.grpc.protocol.ModelReadyRequest;
import io.diglm.server.grpc.protocol.ServerLiveRequest;
import io.diglm.server.grpc.protocol.ServerMetadataRequest;
import io.diglm.server.grpc.protocol.ServerReadyRequest;
import io.diglm.server.models.ModelSource;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Open Inference Protocol over gRPC, as clients speak it. */
final class GrpcServerTest {
  @TempDir private static Path folder = Path.of("");
  private static final Table ROWS =
      new Table(
          "rows",
          List.of(
              numbers("a", 0.5, -1.25, 40),
              numbers("b", 2, 3, 1),
              new TableColumn(
                  "level", StorageType.TEXT, Cells.Texts.of(List.of("two", "one", "never seen")))),
          3);

  private static ServerConfig config;
  private static ModelServer http;
  private static GrpcServer grpc;
  private static ManagedChannel channel;
  private static List<TableColumn> expected;

  private static TableColumn numbers(String name, double... values) {
    return new TableColumn(name, StorageType.DECIMAL, new Cells.Numbers(values));
  }

  @BeforeAll
  static void start() throws Exception {
    Path model = folder.resolve("golden.diglm");
    try (InputStream from =
        Objects.requireNonNull(Predictor.class.getResourceAsStream("golden/format-1.diglm"))) {
      Files.copy(from, model);
    }
    try (Predictor predictor = Predictor.load(model)) {
      expected = PredictionColumns.interval(predictor.manifest(), 0.9).of(predictor.predict(ROWS));
    }
    config = ServerConfig.of(new ModelSource("golden", "7", model));
    http = ModelServer.start(config);
    grpc = GrpcServer.start(http, config, 0);
    channel = channel(grpc);
  }

  private static <A, B> B call(Channel to, MethodDescriptor<A, B> method, A request) {
    return ClientCalls.blockingUnaryCall(to, method, CallOptions.DEFAULT, request);
  }

  private static ModelInferResponse infer(Channel to, ModelInferRequest request) {
    return call(to, Protocol.MODEL_INFER, request);
  }

  private static ManagedChannel channel(GrpcServer server) {
    return NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    grpc.close();
    http.close();
  }

  private static InferInputTensor.Builder input(String name, String type, long... shape) {
    InferInputTensor.Builder input = InferInputTensor.newBuilder().setName(name).setDatatype(type);
    for (long side : shape) {
      input.addShape(side);
    }
    return input;
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteString bytes(ByteBuffer buffer) {
    return ByteString.copyFrom(buffer.flip());
  }

  private static ModelInferRequest.Builder raw() {
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

  private static ModelInferRequest.Builder typed() {
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

  private static void assertExpected(ModelInferResponse answer) {
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

  @Test
  void answersRawAndTypedContentsAsTheCommandDoesToTheLastBit() {
    ModelInferResponse answer = infer(channel, raw().build());
    assertEquals("x1", answer.getId());
    assertExpected(answer);
    assertExpected(infer(channel, typed().build()));
  }

  @Test
  void givesTheOutputsThatAreAskedForAndTakesParameters() {
    ModelInferResponse answer =
        infer(
            channel,
            raw()
                .addOutputs(InferRequestedOutputTensor.newBuilder().setName("rejected"))
                .addOutputs(InferRequestedOutputTensor.newBuilder().setName("q0.25"))
                .putParameters(
                    "quantiles", InferParameter.newBuilder().setStringParam("0.25,0.5").build())
                .build());
    assertEquals(2, answer.getOutputsCount());
    assertEquals("BOOL", answer.getOutputs(0).getDatatype());
    assertEquals("q0.25", answer.getOutputs(1).getName());
  }

  @Test
  void saysWhatItServes() {
    assertTrue(
        call(channel, Protocol.SERVER_LIVE, ServerLiveRequest.getDefaultInstance()).getLive());
    assertTrue(
        call(channel, Protocol.SERVER_READY, ServerReadyRequest.getDefaultInstance()).getReady());
    assertTrue(
        call(
                channel,
                Protocol.MODEL_READY,
                ModelReadyRequest.newBuilder().setName("golden").build())
            .getReady());
    assertEquals(
        "diglm",
        call(channel, Protocol.SERVER_METADATA, ServerMetadataRequest.getDefaultInstance())
            .getName());
    ModelMetadataResponse model =
        call(
            channel,
            Protocol.MODEL_METADATA,
            ModelMetadataRequest.newBuilder().setName("golden").build());
    assertEquals(List.of("7"), model.getVersionsList());
    assertEquals(
        List.of("a FP64 [-1]", "b FP64 [-1]", "level BYTES [-1]"),
        model.getInputsList().stream()
            .map(i -> i.getName() + " " + i.getDatatype() + " " + i.getShapeList())
            .toList());
    assertEquals(expected.size() - 1, model.getOutputsCount());
  }

  private static void assertRefused(Status.Code code, String line, ModelInferRequest request) {
    StatusRuntimeException refused =
        assertThrows(StatusRuntimeException.class, () -> infer(channel, request));
    assertEquals(code, refused.getStatus().getCode());
    assertEquals(line, refused.getStatus().getDescription());
  }

  @Test
  void badRequestsAreToldInOneLine() {
    assertRefused(
        Status.Code.NOT_FOUND,
        "model must be one of golden, got goldn; did you mean golden?",
        raw().setModelName("goldn").build());
    assertRefused(
        Status.Code.NOT_FOUND,
        "model golden must be loaded in version 8, got versions [7]",
        raw().setModelVersion("8").build());
    Status.Code bad = Status.Code.INVALID_ARGUMENT;
    assertRefused(
        bad,
        "inputs must be at least 1, got none",
        ModelInferRequest.newBuilder().setModelName("golden").build());
    assertRefused(
        bad,
        "raw_input_contents must be one an input, 3, got 4",
        raw().addRawInputContents(ByteString.EMPTY).build());
    assertRefused(
        bad,
        "binary_data_size of input 'a' must be 24, of 3 elements of FP64, got 8",
        raw().setRawInputContents(0, bytes(buffer(8).putDouble(1))).build());
    assertRefused(
        bad,
        "element 1 of input 'b' must fit UINT8, got 256",
        typed()
            .setInputs(
                1,
                input("b", "UINT8", 3)
                    .setContents(
                        InferTensorContents.newBuilder()
                            .addUintContents(2)
                            .addUintContents(256)
                            .addUintContents(1)))
            .build());
    assertRefused(
        bad,
        "shape of input 'a' must be at most 8 whole numbers from 0 on, got [-3]",
        raw().setInputs(0, input("a", "FP64", -3)).build());
    assertRefused(
        bad,
        "output must be one of %s, got 'meen'; did you mean 'mean'?"
            .formatted(
                java.util.stream.Stream.concat(
                        expected.stream().map(TableColumn::name),
                        List.of("why", "nearest_accepted").stream())
                    .toList()),
        raw().addOutputs(InferRequestedOutputTensor.newBuilder().setName("meen")).build());
  }

  @Test
  void mutatedRequestsAreAnsweredOrRefusedAndNothingElse() {
    SplittableRandom random = new SplittableRandom(5);
    int refused = 0;
    for (int k = 0; k < 300 * Integer.getInteger("diglm.fuzz", 1); k++) {
      byte[] bytes = (random.nextBoolean() ? raw() : typed()).build().toByteArray();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      ModelInferRequest mutated;
      try {
        mutated = ModelInferRequest.parseFrom(bytes);
      } catch (com.google.protobuf.InvalidProtocolBufferException e) {
        continue; // what is no message never leaves a client
      }
      try {
        infer(channel, mutated);
      } catch (StatusRuntimeException e) {
        refused++;
        Status.Code code = e.getStatus().getCode();
        assertTrue(
            code == Status.Code.INVALID_ARGUMENT || code == Status.Code.NOT_FOUND, e.toString());
        assertEquals(1, String.valueOf(e.getStatus().getDescription()).lines().count());
      }
    }
    assertTrue(refused > 20, refused + " refused");
    assertExpected(infer(channel, raw().build()));
  }

  @Test
  void aTokenIsAskedForOfAllButHealth() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "0123456789abcdef\n");
    ServerConfig closed = config.withToken(token);
    try (ModelServer guarded = ModelServer.start(closed);
        GrpcServer server = GrpcServer.start(guarded, closed, 0)) {
      ManagedChannel to = channel(server);
      try {
        assertTrue(
            call(to, Protocol.SERVER_LIVE, ServerLiveRequest.getDefaultInstance()).getLive());
        StatusRuntimeException refused =
            assertThrows(StatusRuntimeException.class, () -> infer(to, raw().build()));
        assertEquals(Status.Code.UNAUTHENTICATED, refused.getStatus().getCode());
        Metadata headers = new Metadata();
        headers.put(
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
            "Bearer 0123456789abcdef");
        assertExpected(
            infer(
                ClientInterceptors.intercept(
                    to, MetadataUtils.newAttachHeadersInterceptor(headers)),
                raw().build()));
      } finally {
        to.shutdownNow();
      }
    }
  }

  @Test
  void aPortInUseIsToldInOneLine() {
    IllegalArgumentException taken =
        assertThrows(
            IllegalArgumentException.class, () -> GrpcServer.start(http, config, grpc.port()));
    assertTrue(
        String.valueOf(taken.getMessage())
            .startsWith("address of gRPC must be free, got 127.0.0.1:" + grpc.port() + " ("),
        taken.getMessage());
  }

  @Test
  void moreBytesThanABodyMayHaveAreRefused() {
    ServerConfig small = config.withLimits(config.limits().withBody(100));
    try (ModelServer server = ModelServer.start(small);
        GrpcServer tight = GrpcServer.start(server, small, 0)) {
      ManagedChannel to = channel(tight);
      try {
        StatusRuntimeException refused =
            assertThrows(StatusRuntimeException.class, () -> infer(to, raw().build()));
        assertEquals(Status.Code.RESOURCE_EXHAUSTED, refused.getStatus().getCode());
      } finally {
        to.shutdownNow();
      }
    }
  }

  @Test
  void moreConnectionsThanTheServerMayHaveAreClosedUntilOneEnds() throws Exception {
    ServerConfig two = config.withLimits(config.limits().withConnections(2));
    try (ModelServer server = ModelServer.start(two);
        GrpcServer tight = GrpcServer.start(server, two, 0);
        Socket first = new Socket(InetAddress.getLoopbackAddress(), tight.port());
        Socket second = new Socket(InetAddress.getLoopbackAddress(), tight.port())) {
      assertTrue(greeted(first) && greeted(second));
      try (Socket third = new Socket(InetAddress.getLoopbackAddress(), tight.port())) {
        assertFalse(greeted(third));
      }
      first.shutdownOutput(); // to which the server answers by closing
      boolean taken = false;
      while (!taken) { // until the server has seen the end of the first
        try (Socket next = new Socket(InetAddress.getLoopbackAddress(), tight.port())) {
          taken = greeted(next);
        }
      }
      assertTrue(second.isConnected());
    }
  }

  /** Whether the server begins to speak HTTP/2, rather than end the connection. */
  private static boolean greeted(Socket socket) throws IOException {
    try {
      socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
      socket.getOutputStream().write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0}); // no settings
      return socket.getInputStream().read() >= 0;
    } catch (SocketException e) {
      return false;
    }
  }
}
