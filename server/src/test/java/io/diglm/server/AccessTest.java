package io.diglm.server;

import static io.diglm.server.Client.error;
import static io.diglm.server.Golden.JSON;
import static io.diglm.server.Golden.PREDICT;
import static io.diglm.server.Golden.ROW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.model.UnusableFileException;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may ask a server, and from where. */
final class AccessTest {
  @TempDir private Path folder = Path.of("");
  private Path model = Path.of("");

  @BeforeEach
  void copyModel() {
    model = Golden.copy(folder, "golden.diglm");
  }

  @Test
  void onlyThoseWithTheTokenAreAnswered() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "correct-horse-battery\n");
    try (ModelServer server = ModelServer.start(Golden.config(model).withToken(token))) {
      Client client = new Client(server);
      HttpResponse<byte[]> without = client.post(PREDICT, ROW, JSON);
      assertEquals(401, without.statusCode());
      assertEquals("Authorization must be Bearer and the server's token, got none", error(without));
      assertEquals("Bearer", without.headers().firstValue("WWW-Authenticate").orElseThrow());
      for (String wrong :
          List.of("Bearer correct-horse-batterx", "Bearer", "Basic x", "Bearer é")) {
        assertEquals(401, client.get("/v2", "Authorization", wrong).statusCode(), wrong);
      }
      String right = "Bearer correct-horse-battery";
      assertEquals(200, client.get("/v2", "Authorization", right).statusCode());
      assertEquals(200, client.get("/v2/health/live").statusCode());
    }
    Files.writeString(token, "short");
    UnusableFileException refused =
        assertThrows(
            UnusableFileException.class,
            () -> ModelServer.start(Golden.config(model).withToken(token)));
    assertEquals("token must be at least 16 characters, got 5 in " + token, refused.getMessage());
  }

  private static Path resource(String name) throws Exception {
    return Path.of(Objects.requireNonNull(AccessTest.class.getResource(name)).toURI());
  }

  @Test
  void servesHttpsByACertificateAndItsKey() throws Exception {
    ServerConfig.Tls tls = new ServerConfig.Tls(resource("cert.pem"), resource("key.pem"));
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, new char[0]);
    trusted.setCertificateEntry(
        "server",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(tls.certificate()))));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    HttpClient client = HttpClient.newBuilder().sslContext(context).build();
    try (ModelServer server = ModelServer.start(Golden.config(model).withTls(tls))) {
      URI ready = URI.create("https://127.0.0.1:%d/v2/health/ready".formatted(server.port()));
      assertEquals(
          200,
          client
              .send(HttpRequest.newBuilder(ready).build(), BodyHandlers.discarding())
              .statusCode());
    }
    Path bad = Files.writeString(folder.resolve("bad.pem"), "no key");
    UnusableFileException refused =
        assertThrows(
            UnusableFileException.class,
            () ->
                ModelServer.start(
                    Golden.config(model).withTls(new ServerConfig.Tls(tls.certificate(), bad))));
    assertEquals(
        "tls-key must be an unencrypted PKCS 8 key in PEM, got %s (openssl pkcs8 -topk8 -nocrypt)"
            .formatted(bad),
        refused.getMessage());
    UnusableFileException missing =
        assertThrows(
            UnusableFileException.class,
            () ->
                ModelServer.start(
                    Golden.config(model).withTls(new ServerConfig.Tls(bad, tls.key()))));
    assertEquals("tls-cert must be a certificate in PEM, got " + bad, missing.getMessage());
  }

  @Test
  void pagesFromElsewhereMayAskOnlyIfAllowed() throws Exception {
    try (ModelServer server = ModelServer.start(Golden.config(model))) {
      Client client = new Client(server);
      HttpResponse<byte[]> response = client.get("/v2", "Origin", "https://example.org");
      assertTrue(response.headers().firstValue("Access-Control-Allow-Origin").isEmpty());
      assertEquals(405, client.method("OPTIONS", "/v2").statusCode());
    }
    try (ModelServer server =
        ModelServer.start(Golden.config(model).withOrigin("https://example.org"))) {
      Client client = new Client(server);
      HttpResponse<byte[]> response =
          client.method("OPTIONS", "/v2", "Origin", "https://example.org");
      assertEquals(200, response.statusCode());
      assertEquals(
          "https://example.org",
          response.headers().firstValue("Access-Control-Allow-Origin").orElseThrow());
    }
  }
}
