package io.diglm.server;

import io.diglm.server.models.ModelSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How models are served.
 *
 * @param models what is served
 * @param host the address to listen at
 * @param port 0 for any that is free
 * @param limits of requests
 * @param token a file whose text every request but those for health must bear
 * @param tls what makes it HTTPS
 * @param origin of pages elsewhere that may ask, or {@code *}; none may unless given
 * @param admin whether requests may load and unload models
 * @param reload how often files are looked at; 0 for never
 * @param grace how long requests may go on once the server stops
 * @param access takes a line of JSON for each request
 * @param told takes what the operator should know, in lines
 */
public record ServerConfig(
    List<ModelSource> models,
    String host,
    int port,
    Limits limits,
    Optional<Path> token,
    Optional<Tls> tls,
    Optional<String> origin,
    boolean admin,
    Duration reload,
    Duration grace,
    Consumer<String> access,
    Consumer<String> told) {
  /** Checks that there is something to serve. */
  public ServerConfig {
    models = List.copyOf(models);
    if (models.isEmpty()) {
      throw new IllegalArgumentException("models must be at least 1, got none");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0 to 65535, got " + port);
    }
  }

  /**
   * Files of PEM.
   *
   * @param certificate the server's own first, then those that vouch for it
   * @param key PKCS 8, not encrypted
   */
  public record Tls(Path certificate, Path key) {}

  /** Serves on this machine alone, at any free port, and says nothing. */
  public static ServerConfig of(ModelSource... models) {
    return new ServerConfig(
        List.of(models),
        "127.0.0.1",
        0,
        Limits.USUAL,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        Duration.ofSeconds(1),
        Duration.ofSeconds(30),
        line -> {},
        line -> {});
  }

  /** Returns the same at another address. */
  public ServerConfig at(String host, int port) {
    return new ServerConfig(
        models, host, port, limits, token, tls, origin, admin, reload, grace, access, told);
  }

  /** Returns the same with other limits. */
  public ServerConfig withLimits(Limits limits) {
    return new ServerConfig(
        models, host, port, limits, token, tls, origin, admin, reload, grace, access, told);
  }

  /** Returns the same with a token. */
  public ServerConfig withToken(Path token) {
    return new ServerConfig(
        models,
        host,
        port,
        limits,
        Optional.of(token),
        tls,
        origin,
        admin,
        reload,
        grace,
        access,
        told);
  }

  /** Returns the same as HTTPS. */
  public ServerConfig withTls(Tls tls) {
    return new ServerConfig(
        models,
        host,
        port,
        limits,
        token,
        Optional.of(tls),
        origin,
        admin,
        reload,
        grace,
        access,
        told);
  }

  /** Returns the same for pages from elsewhere too. */
  public ServerConfig withOrigin(String origin) {
    return new ServerConfig(
        models,
        host,
        port,
        limits,
        token,
        tls,
        Optional.of(origin),
        admin,
        reload,
        grace,
        access,
        told);
  }

  /** Returns the same with or without requests that load and unload models. */
  public ServerConfig withAdmin(boolean admin) {
    return new ServerConfig(
        models, host, port, limits, token, tls, origin, admin, reload, grace, access, told);
  }

  /** Returns the same, looking at files at other times. */
  public ServerConfig withReload(Duration reload) {
    return new ServerConfig(
        models, host, port, limits, token, tls, origin, admin, reload, grace, access, told);
  }

  /** Returns the same with listeners. */
  public ServerConfig telling(Consumer<String> access, Consumer<String> told) {
    return new ServerConfig(
        models, host, port, limits, token, tls, origin, admin, reload, grace, access, told);
  }
}
