package io.diglm.server.grpc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.server.ModelServer;
import io.diglm.server.ServerConfig;
import io.diglm.server.grpc.protocol.ServerLiveRequest;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may ask over gRPC, and how much. */
final class GrpcLimitsTest {
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
  void aTokenIsAskedForOfAllButHealth() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "0123456789abcdef\n");
    ServerConfig closed = served.config().withToken(token);
    try (ModelServer guarded = ModelServer.start(closed);
        GrpcServer server = GrpcServer.start(guarded.inference(), closed, 0)) {
      ManagedChannel to = Requests.channel(server);
      try {
        assertTrue(
            Requests.call(to, Protocol.SERVER_LIVE, ServerLiveRequest.getDefaultInstance())
                .getLive());
        StatusRuntimeException refused =
            assertThrows(
                StatusRuntimeException.class, () -> Requests.infer(to, Requests.raw().build()));
        assertEquals(Status.Code.UNAUTHENTICATED, refused.getStatus().getCode());
        Metadata headers = new Metadata();
        headers.put(
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
            "Bearer 0123456789abcdef");
        Requests.assertExpected(
            served.expected(),
            Requests.infer(
                ClientInterceptors.intercept(
                    to, MetadataUtils.newAttachHeadersInterceptor(headers)),
                Requests.raw().build()));
      } finally {
        to.shutdownNow();
      }
    }
  }

  @Test
  void aPortInUseIsToldInOneLine() {
    IllegalArgumentException taken =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                GrpcServer.start(served.http().inference(), served.config(), served.grpc().port()));
    assertTrue(
        String.valueOf(taken.getMessage())
            .startsWith(
                "address of gRPC must be free, got 127.0.0.1:" + served.grpc().port() + " ("),
        taken.getMessage());
  }

  @Test
  void moreBytesThanABodyMayHaveAreRefused() {
    ServerConfig small = served.config().withLimits(served.config().limits().withBody(100));
    try (ModelServer server = ModelServer.start(small);
        GrpcServer tight = GrpcServer.start(server.inference(), small, 0)) {
      ManagedChannel to = Requests.channel(tight);
      try {
        StatusRuntimeException refused =
            assertThrows(
                StatusRuntimeException.class, () -> Requests.infer(to, Requests.raw().build()));
        assertEquals(Status.Code.RESOURCE_EXHAUSTED, refused.getStatus().getCode());
      } finally {
        to.shutdownNow();
      }
    }
  }

  @Test
  void moreConnectionsThanTheServerMayHaveAreClosedUntilOneEnds() throws Exception {
    ServerConfig two = served.config().withLimits(served.config().limits().withConnections(2));
    try (ModelServer server = ModelServer.start(two);
        GrpcServer tight = GrpcServer.start(server.inference(), two, 0);
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
