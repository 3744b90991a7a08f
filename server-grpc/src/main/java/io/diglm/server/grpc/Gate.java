package io.diglm.server.grpc;

import io.diglm.server.Inference;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/** Requires the token from every call, except calls for health. */
final class Gate implements ServerInterceptor {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final Inference inference;

  Gate(Inference inference) {
    this.inference = inference;
  }

  @Override
  public <A, B> ServerCall.Listener<A> interceptCall(
      ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
    String method = String.valueOf(call.getMethodDescriptor().getBareMethodName());
    String given = headers.get(AUTHORIZATION);
    boolean health = method.endsWith("Live") || method.endsWith("Ready");
    if (health || inference.allows(given == null ? "" : given)) {
      return next.startCall(call, headers);
    }
    call.close(
        Status.UNAUTHENTICATED.withDescription(
            "authorization must be Bearer and the server's token, got "
                + (given == null ? "none" : "another")),
        new Metadata());
    return new ServerCall.Listener<>() {};
  }
}
