package io.diglm.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.diglm.schema.TableColumn;
import io.diglm.server.grpc.protocol.InferParameter;
import io.diglm.server.grpc.protocol.InferTensorContents;
import io.diglm.server.grpc.protocol.ModelInferRequest;
import io.diglm.server.grpc.protocol.ModelInferRequest.InferRequestedOutputTensor;
import io.diglm.server.grpc.protocol.ModelInferResponse;
import io.diglm.server.grpc.protocol.ModelMetadataRequest;
import io.diglm.server.grpc.protocol.ModelMetadataResponse;
import io.diglm.server.grpc.protocol.ModelReadyRequest;
import io.diglm.server.grpc.protocol.ServerLiveRequest;
import io.diglm.server.grpc.protocol.ServerMetadataRequest;
import io.diglm.server.grpc.protocol.ServerReadyRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Open Inference Protocol over gRPC, as clients speak it. */
final class GrpcServerTest {
  @TempDir private static Path folder = Path.of("");
  private static Served served;

  @BeforeAll
  static void start() throws Exception {
    served = Served.start(folder);
  }

  @AfterAll
  static void stop() {
    served.close();
  }

  @Test
  void answersRawAndTypedContentsAsTheCommandDoesToTheLastBit() {
    ModelInferResponse answer = Requests.infer(served.channel(), Requests.raw().build());
    assertEquals("x1", answer.getId());
    Requests.assertExpected(served.expected(), answer);
    Requests.assertExpected(
        served.expected(), Requests.infer(served.channel(), Requests.typed().build()));
  }

  @Test
  void givesTheOutputsThatAreAskedForAndTakesParameters() {
    ModelInferResponse answer =
        Requests.infer(
            served.channel(),
            Requests.raw()
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
        Requests.call(
                served.channel(), Protocol.SERVER_LIVE, ServerLiveRequest.getDefaultInstance())
            .getLive());
    assertTrue(
        Requests.call(
                served.channel(), Protocol.SERVER_READY, ServerReadyRequest.getDefaultInstance())
            .getReady());
    assertTrue(
        Requests.call(
                served.channel(),
                Protocol.MODEL_READY,
                ModelReadyRequest.newBuilder().setName("golden").build())
            .getReady());
    assertEquals(
        "diglm",
        Requests.call(
                served.channel(),
                Protocol.SERVER_METADATA,
                ServerMetadataRequest.getDefaultInstance())
            .getName());
    ModelMetadataResponse model =
        Requests.call(
            served.channel(),
            Protocol.MODEL_METADATA,
            ModelMetadataRequest.newBuilder().setName("golden").build());
    assertEquals(List.of("7"), model.getVersionsList());
    assertEquals(
        List.of("a FP64 [-1]", "b FP64 [-1]", "level BYTES [-1]"),
        model.getInputsList().stream()
            .map(i -> i.getName() + " " + i.getDatatype() + " " + i.getShapeList())
            .toList());
    assertEquals(served.expected().size() - 1, model.getOutputsCount());
  }

  private static void assertRefused(Status.Code code, String line, ModelInferRequest request) {
    StatusRuntimeException refused =
        assertThrows(StatusRuntimeException.class, () -> Requests.infer(served.channel(), request));
    assertEquals(code, refused.getStatus().getCode());
    assertEquals(line, refused.getStatus().getDescription());
  }

  @Test
  void badRequestsAreToldInOneLine() {
    assertRefused(
        Status.Code.NOT_FOUND,
        "model must be one of golden, got goldn; did you mean golden?",
        Requests.raw().setModelName("goldn").build());
    assertRefused(
        Status.Code.NOT_FOUND,
        "model golden must be loaded in version 8, got versions [7]",
        Requests.raw().setModelVersion("8").build());
    Status.Code bad = Status.Code.INVALID_ARGUMENT;
    assertRefused(
        bad,
        "inputs must be at least 1, got none",
        ModelInferRequest.newBuilder().setModelName("golden").build());
    assertRefused(
        bad,
        "raw_input_contents must be one an input, 3, got 4",
        Requests.raw().addRawInputContents(ByteString.EMPTY).build());
    assertRefused(
        bad,
        "binary_data_size of input 'a' must be 24, of 3 elements of FP64, got 8",
        Requests.raw()
            .setRawInputContents(0, Requests.bytes(Requests.buffer(8).putDouble(1)))
            .build());
    assertRefused(
        bad,
        "element 1 of input 'b' must fit UINT8, got 256",
        Requests.typed()
            .setInputs(
                1,
                Requests.input("b", "UINT8", 3)
                    .setContents(
                        InferTensorContents.newBuilder()
                            .addUintContents(2)
                            .addUintContents(256)
                            .addUintContents(1)))
            .build());
    assertRefused(
        bad,
        "shape of input 'a' must be at most 8 whole numbers from 0 on, got [-3]",
        Requests.raw().setInputs(0, Requests.input("a", "FP64", -3)).build());
    assertRefused(
        bad,
        "output must be one of %s, got 'meen'; did you mean 'mean'?"
            .formatted(
                java.util.stream.Stream.concat(
                        served.expected().stream().map(TableColumn::name),
                        List.of("why", "nearest_accepted").stream())
                    .toList()),
        Requests.raw().addOutputs(InferRequestedOutputTensor.newBuilder().setName("meen")).build());
  }

  @Test
  void mutatedRequestsAreAnsweredOrRefusedAndNothingElse() {
    SplittableRandom random = new SplittableRandom(5);
    int refused = 0;
    for (int k = 0; k < 300 * Integer.getInteger("diglm.fuzz", 1); k++) {
      byte[] bytes =
          (random.nextBoolean() ? Requests.raw() : Requests.typed()).build().toByteArray();
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
        Requests.infer(served.channel(), mutated);
      } catch (StatusRuntimeException e) {
        refused++;
        Status.Code code = e.getStatus().getCode();
        assertTrue(
            code == Status.Code.INVALID_ARGUMENT || code == Status.Code.NOT_FOUND, e.toString());
        assertEquals(1, String.valueOf(e.getStatus().getDescription()).lines().count());
      }
    }
    assertTrue(refused > 20, refused + " refused");
    Requests.assertExpected(
        served.expected(), Requests.infer(served.channel(), Requests.raw().build()));
  }
}
