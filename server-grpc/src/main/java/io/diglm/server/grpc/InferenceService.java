package io.diglm.server.grpc;

import io.diglm.schema.TableColumn;
import io.diglm.server.Inference;
import io.diglm.server.grpc.protocol.ModelInferRequest;
import io.diglm.server.grpc.protocol.ModelInferResponse;
import io.diglm.server.grpc.protocol.ModelMetadataRequest;
import io.diglm.server.grpc.protocol.ModelMetadataResponse;
import io.diglm.server.grpc.protocol.ModelMetadataResponse.TensorMetadata;
import io.diglm.server.grpc.protocol.ModelReadyRequest;
import io.diglm.server.grpc.protocol.ModelReadyResponse;
import io.diglm.server.grpc.protocol.ServerLiveRequest;
import io.diglm.server.grpc.protocol.ServerLiveResponse;
import io.diglm.server.grpc.protocol.ServerMetadataRequest;
import io.diglm.server.grpc.protocol.ServerMetadataResponse;
import io.diglm.server.grpc.protocol.ServerReadyRequest;
import io.diglm.server.grpc.protocol.ServerReadyResponse;
import io.diglm.server.models.ServedModel;
import io.diglm.server.models.UnknownModelException;
import io.diglm.server.tensors.InferRequest;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Answers the protocol's calls. */
final class InferenceService implements BindableService {
  private final Inference inference;

  InferenceService(Inference inference) {
    this.inference = inference;
  }

  @Override
  public ServerServiceDefinition bindService() {
    return ServerServiceDefinition.builder(Protocol.SERVICE)
        .addMethod(Protocol.SERVER_LIVE, ServerCalls.asyncUnaryCall(this::serverLive))
        .addMethod(Protocol.SERVER_READY, ServerCalls.asyncUnaryCall(this::serverReady))
        .addMethod(Protocol.MODEL_READY, ServerCalls.asyncUnaryCall(this::modelReady))
        .addMethod(Protocol.SERVER_METADATA, ServerCalls.asyncUnaryCall(this::serverMetadata))
        .addMethod(Protocol.MODEL_METADATA, ServerCalls.asyncUnaryCall(this::modelMetadata))
        .addMethod(Protocol.MODEL_INFER, ServerCalls.asyncUnaryCall(this::modelInfer))
        .build();
  }

  private void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> to) {
    answer(to, "health", () -> ServerLiveResponse.newBuilder().setLive(true).build());
  }

  private void serverReady(ServerReadyRequest request, StreamObserver<ServerReadyResponse> to) {
    answer(
        to, "health", () -> ServerReadyResponse.newBuilder().setReady(inference.ready()).build());
  }

  private void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> to) {
    answer(
        to,
        "health",
        () -> {
          try (ServedModel model = hold(request.getName(), request.getVersion())) {
            return ModelReadyResponse.newBuilder().setReady(!model.name().isEmpty()).build();
          }
        });
  }

  private void serverMetadata(
      ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> to) {
    answer(
        to,
        "metadata",
        () ->
            ServerMetadataResponse.newBuilder()
                .setName(Inference.NAME)
                .setVersion(Inference.version())
                .build());
  }

  private void modelMetadata(
      ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> to) {
    answer(
        to,
        "model",
        () -> {
          try (ServedModel model = hold(request.getName(), request.getVersion())) {
            return ModelMetadataResponse.newBuilder()
                .setName(model.name())
                .addAllVersions(inference.versions(model.name()))
                .setPlatform(Inference.NAME)
                .addAllInputs(tensors(Inference.inputs(model.manifest().schema())))
                .addAllOutputs(tensors(Inference.outputs(model)))
                .build();
          }
        });
  }

  private static List<TensorMetadata> tensors(List<Inference.TensorInfo> infos) {
    return infos.stream()
        .map(
            info ->
                TensorMetadata.newBuilder()
                    .setName(info.name())
                    .setDatatype(info.datatype())
                    .addAllShape(info.shape())
                    .build())
        .toList();
  }

  private ServedModel hold(String name, String version) {
    return inference.hold(name, Optional.of(version).filter(text -> !text.isEmpty()));
  }

  private void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> to) {
    long begun = System.nanoTime();
    if (!inference.admit(() -> infer(request, to, begun))) {
      refuse(
          to,
          Status.UNAVAILABLE.withDescription(
              "server must have room, got as many requests as it takes"),
          Asked.of("infer", begun));
    }
  }

  private void infer(ModelInferRequest request, StreamObserver<ModelInferResponse> to, long begun) {
    Asked asked = Asked.of("infer", begun);
    try (ServedModel model = hold(request.getModelName(), request.getModelVersion())) {
      InferRequest read = Tensors.request(request, inference.limits().elements());
      List<TableColumn> columns = inference.infer(model, read);
      int rows = columns.isEmpty() ? 0 : columns.get(0).cells().size();
      asked = new Asked("infer", begun, model.name(), model.version(), rows);
      give(to, Tensors.response(model.name(), model.version(), read, columns), asked);
    } catch (RuntimeException | OutOfMemoryError e) {
      refuse(to, status(e), asked);
    }
  }

  /** The kind of a call in the metrics. */
  private record Asked(String kind, long begun, String model, String version, long rows) {
    static Asked of(String kind, long begun) {
      return new Asked(kind, begun, "", "", 0);
    }
  }

  private <T> void answer(StreamObserver<T> to, String kind, Supplier<T> answer) {
    Asked asked = Asked.of(kind, System.nanoTime());
    try {
      give(to, answer.get(), asked);
    } catch (RuntimeException e) {
      refuse(to, status(e), asked);
    }
  }

  private <T> void give(StreamObserver<T> to, T answer, Asked asked) {
    to.onNext(answer);
    to.onCompleted();
    done(Status.OK, asked);
  }

  private void refuse(StreamObserver<?> to, Status status, Asked asked) {
    to.onError(status.asRuntimeException());
    done(status, asked);
  }

  private void done(Status status, Asked asked) {
    inference.done(
        new Inference.Done(
            "gRPC",
            "",
            asked.kind(),
            status.getCode().name(),
            (System.nanoTime() - asked.begun()) / 1e9,
            asked.model(),
            asked.version(),
            asked.rows()));
  }

  private static Status status(Throwable e) {
    String line = String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
    if (e instanceof UnknownModelException) {
      return Status.NOT_FOUND.withDescription(line);
    }
    if (e instanceof IllegalArgumentException) {
      return Status.INVALID_ARGUMENT.withDescription(line);
    }
    if (e instanceof OutOfMemoryError) {
      return Status.RESOURCE_EXHAUSTED.withDescription(
          "server must have memory for the request, got too little");
    }
    return Status.INTERNAL.withDescription(
        "server must not fail, got " + e.getClass().getSimpleName());
  }
}
