package io.diglm.server.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.diglm.server.grpc.protocol.ModelInferRequest;

/** Bytes as a message of gRPC; in this package, because nobody else may read one. */
public final class MessageTarget {
  private MessageTarget() {}

  /** Reads a request of tensors. */
  public static void read(byte[] bytes) {
    ModelInferRequest request;
    try {
      request = ModelInferRequest.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("bytes must be a message", e); // gRPC refuses them itself
    }
    Tensors.request(request, 1000);
  }
}
