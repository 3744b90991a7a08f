package io.diglm.server.grpc;

import com.google.protobuf.Message;
import io.diglm.server.grpc.protocol.ModelInferRequest;
import io.diglm.server.grpc.protocol.ModelInferResponse;
import io.diglm.server.grpc.protocol.ModelMetadataRequest;
import io.diglm.server.grpc.protocol.ModelMetadataResponse;
import io.diglm.server.grpc.protocol.ModelReadyRequest;
import io.diglm.server.grpc.protocol.ModelReadyResponse;
import io.diglm.server.grpc.protocol.ServerLiveRequest;
import io.diglm.server.grpc.protocol.ServerLiveResponse;
import io.diglm.server.grpc.protocol.ServerMetadataRequest;
import io.diglm.server.grpc.protocol.ServerMetadataResponse;
import io.diglm.server.grpc.protocol.ServerReadyRequest;
import io.diglm.server.grpc.protocol.ServerReadyResponse;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;

/** The protocol's calls. */
final class Protocol {
  static final String SERVICE = "inference.GRPCInferenceService";

  static final MethodDescriptor<ServerLiveRequest, ServerLiveResponse> SERVER_LIVE =
      call(
          "ServerLive",
          ServerLiveRequest.getDefaultInstance(),
          ServerLiveResponse.getDefaultInstance());
  static final MethodDescriptor<ServerReadyRequest, ServerReadyResponse> SERVER_READY =
      call(
          "ServerReady",
          ServerReadyRequest.getDefaultInstance(),
          ServerReadyResponse.getDefaultInstance());
  static final MethodDescriptor<ModelReadyRequest, ModelReadyResponse> MODEL_READY =
      call(
          "ModelReady",
          ModelReadyRequest.getDefaultInstance(),
          ModelReadyResponse.getDefaultInstance());
  static final MethodDescriptor<ServerMetadataRequest, ServerMetadataResponse> SERVER_METADATA =
      call(
          "ServerMetadata",
          ServerMetadataRequest.getDefaultInstance(),
          ServerMetadataResponse.getDefaultInstance());
  static final MethodDescriptor<ModelMetadataRequest, ModelMetadataResponse> MODEL_METADATA =
      call(
          "ModelMetadata",
          ModelMetadataRequest.getDefaultInstance(),
          ModelMetadataResponse.getDefaultInstance());
  static final MethodDescriptor<ModelInferRequest, ModelInferResponse> MODEL_INFER =
      call(
          "ModelInfer",
          ModelInferRequest.getDefaultInstance(),
          ModelInferResponse.getDefaultInstance());

  private Protocol() {}

  private static <A extends Message, B extends Message> MethodDescriptor<A, B> call(
      String name, A request, B response) {
    return MethodDescriptor.<A, B>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
        .setRequestMarshaller(ProtoUtils.marshaller(request))
        .setResponseMarshaller(ProtoUtils.marshaller(response))
        .build();
  }
}
