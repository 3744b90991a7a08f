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
 * @param models the models to serve
 * @param host the address to listen on
 * @param port the port, 0 for any free port
 * @param limits of requests
 * @param token a file with a token that every request except health must carry
 * @param tls the files for HTTPS
 * @param origin the origin of other pages that may send requests, or {@code *}; by default there is
 *     none
 * @param admin whether requests may load and unload models
 * @param reload how often files are checked for changes; 0 for never
 * @param grace how long requests under way may take once the server stops
 * @param access receives a line of JSON for each request
 * @param told receives messages for the operator, one line each
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
  /** Checks that there is a model to serve. */
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
   * @param certificate the certificate of the server, followed by those of its issuers
   * @param key PKCS 8, not encrypted
   */
  public record Tls(Path certificate, Path key) {}

  /**
   * {@return a configuration that serves to this machine only, on any free port, without messages}
   *
   * @param models to serve
   */
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

  /**
   * {@return the same configuration with another address}
   *
   * @param host name or address to listen on; 0.0.0.0 for all networks
   * @param port to listen on; 0 for any free one
   */
  public ServerConfig at(String host, int port) {
    return new ServerConfig(
        models, host, port, limits, token, tls, origin, admin, reload, grace, access, told);
  }

  /**
   * {@return the same configuration with other limits}
   *
   * @param limits of requests
   */
  public ServerConfig withLimits(Limits limits) {
    return new ServerConfig(
        models, host, port, limits, token, tls, origin, admin, reload, grace, access, told);
  }

  /**
   * {@return the same configuration with a token}
   *
   * @param token file that holds the token which requests must send
   */
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

  /**
   * {@return the same configuration with HTTPS}
   *
   * @param tls certificate and key
   */
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

  /**
   * {@return the same configuration, which also allows pages of another origin}
   *
   * @param origin such as {@code https://example.org}, or * for all
   */
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

  /**
   * {@return the same configuration, with or without requests that load and unload models}
   *
   * @param admin whether such requests are allowed
   */
  public ServerConfig withAdmin(boolean admin) {
    return new ServerConfig(
        models, host, port, limits, token, tls, origin, admin, reload, grace, access, told);
  }

  /**
   * {@return the same configuration with another interval for checking files}
   *
   * @param reload between two checks; zero for never
   */
  public ServerConfig withReload(Duration reload) {
    return new ServerConfig(
        models, host, port, limits, token, tls, origin, admin, reload, grace, access, told);
  }

  /**
   * {@return the same configuration with listeners}
   *
   * @param access receives one line of JSON per request
   * @param told receives messages, such as of a file that cannot be loaded
   */
  public ServerConfig telling(Consumer<String> access, Consumer<String> told) {
    return new ServerConfig(
        models, host, port, limits, token, tls, origin, admin, reload, grace, access, told);
  }
}
