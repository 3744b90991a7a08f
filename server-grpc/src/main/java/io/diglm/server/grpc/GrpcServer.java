package io.diglm.server.grpc;

import io.diglm.server.Inference;
import io.diglm.server.Limits;
import io.diglm.server.ModelServer;
import io.diglm.server.ServerConfig;
import io.diglm.server.Transport;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * gRPC beside the HTTP of a {@link ModelServer}: the same models, limits, token, certificate,
 * metrics and log.
 *
 * <p>{@code ModelServer.start(config, inference -> GrpcServer.start(inference, config, port))}
 * starts both.
 */
public final class GrpcServer implements Transport {
  private static final int CALLS_A_CONNECTION = 256;

  /**
   * This logger writes a stack trace for each message that is too large. The client gets an error
   * anyway.
   */
  private static final Logger QUIET =
      Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty.NettyServerStream");

  private final Server server;
  private final Connections connections;
  private final long graceMillis;

  private GrpcServer(Server server, Connections connections, long graceMillis) {
    this.server = server;
    this.connections = connections;
    this.graceMillis = graceMillis;
  }

  /**
   * Starts to listen.
   *
   * @param inference of the server
   * @param config the one that the server is started with; its host, certificate and grace hold
   *     here too
   * @param port 0 for any free port
   * @return the server, which runs until it is closed
   * @throws IllegalArgumentException if the server cannot listen on the address or use the
   *     certificate
   */
  public static GrpcServer start(Inference inference, ServerConfig config, int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("grpc-port must be 0 to 65535, got " + port);
    }
    QUIET.setLevel(Level.OFF);
    Limits limits = config.limits();
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(config.host(), port))
            .addService(new InferenceService(inference))
            .intercept(new Gate(inference))
            .maxInboundMessageSize(limits.body())
            .maxInboundMetadataSize(limits.headers())
            .maxConcurrentCallsPerConnection(CALLS_A_CONNECTION)
            .handshakeTimeout(limits.time().toMillis(), TimeUnit.MILLISECONDS)
            .maxConnectionIdle(limits.idle().toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTime(limits.idle().toMillis(), TimeUnit.MILLISECONDS)
            .permitKeepAliveTime(1, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true);
    Optional<ServerConfig.Tls> tls = config.tls();
    tls.ifPresent(
        files -> builder.useTransportSecurity(files.certificate().toFile(), files.key().toFile()));
    Connections connections = new Connections(limits.connections());
    connections.limit(builder);
    try {
      return new GrpcServer(builder.build().start(), connections, config.grace().toMillis());
    } catch (IOException e) {
      connections.close();
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalArgumentException(
          "address of gRPC must be free, got %s:%d (%s)"
              .formatted(config.host(), port, cause.getMessage()),
          e);
    }
  }

  @Override
  public int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    server.shutdown();
    try {
      if (!server.awaitTermination(graceMillis, TimeUnit.MILLISECONDS)) {
        server.shutdownNow().awaitTermination();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    } finally {
      connections.close();
    }
  }
}
