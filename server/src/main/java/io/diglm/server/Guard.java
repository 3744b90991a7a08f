package io.diglm.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diglm.model.UnusableFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decides who may send requests: those with the token, and pages from the allowed origin. */
final class Guard {
  private static final String BEARER = "Bearer ";

  /** Paths that health checks use, and paths without data. */
  private static final Set<String> OPEN = Set.of("health", "page");

  private final byte[] token;
  private final Optional<String> origin;

  private Guard(byte[] token, Optional<String> origin) {
    this.token = token;
    this.origin = origin;
  }

  static Guard of(ServerConfig config) {
    return new Guard(config.token().map(Guard::read).orElse(new byte[0]), config.origin());
  }

  private static byte[] read(Path file) {
    try {
      byte[] token = Files.readString(file).strip().getBytes(UTF_8);
      if (token.length < 16) {
        throw new UnusableFileException(
            "token must be at least 16 characters, got %d in %s".formatted(token.length, file));
      }
      return token;
    } catch (IOException e) {
      throw new UnusableFileException("token-file must be a text file, got " + file, e);
    }
  }

  /**
   * Requires the token, except for open paths. The time of the comparison reveals nothing about the
   * token.
   */
  void requireToken(Call call) {
    if (token.length == 0 || OPEN.contains(call.kind())) {
      return;
    }
    String given = call.header("Authorization").orElse("");
    if (!allows(given)) {
      throw new Refusal(
          401,
          "Authorization must be Bearer and the server's token, got %s"
              .formatted(given.isEmpty() ? "none" : "another"),
          Map.of("WWW-Authenticate", "Bearer"));
    }
  }

  /** Returns whether a header of authorization bears the token, if there is one. */
  boolean allows(String given) {
    if (token.length == 0) {
      return true;
    }
    boolean bearer = given.regionMatches(true, 0, BEARER, 0, BEARER.length());
    byte[] bytes = bearer ? given.substring(BEARER.length()).strip().getBytes(UTF_8) : new byte[0];
    return MessageDigest.isEqual(token, bytes);
  }

  void allowOrigin(Call call) {
    if (origin.isPresent() && call.header("Origin").isPresent()) {
      call.response().getHeaders().put("Access-Control-Allow-Origin", origin.get());
      call.response().getHeaders().put("Vary", "Origin");
      call.response()
          .getHeaders()
          .put("Access-Control-Expose-Headers", "Inference-Header-Content-Length, X-Request-Id");
    }
  }

  /** Answers the preflight request of a browser. */
  Reply preflight(Call call) {
    if (origin.isEmpty()) {
      throw new Refusal(
          405, "method must be GET or POST, got OPTIONS", Map.of("Allow", "GET, POST"));
    }
    call.kind("preflight");
    return new Reply(
        200,
        Reply.JSON,
        new byte[0],
        Map.of(
            "Access-Control-Allow-Methods",
            "GET, POST",
            "Access-Control-Allow-Headers",
            "Authorization, Content-Type, Inference-Header-Content-Length, X-Request-Id",
            "Access-Control-Max-Age",
            "600"));
  }
}
