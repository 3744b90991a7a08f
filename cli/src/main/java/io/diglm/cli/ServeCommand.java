package io.diglm.cli;

import io.diglm.model.UnusableFileException;
import io.diglm.server.Limits;
import io.diglm.server.ModelServer;
import io.diglm.server.ServerConfig;
import io.diglm.server.grpc.GrpcServer;
import io.diglm.server.models.ModelSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code diglm serve}: serves models over HTTP. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Serves models over HTTP: the Open Inference Protocol, rows as JSON or CSV, metrics, and a"
          + " page to try them. Ends at SIGTERM or Ctrl-C, once requests that came have been"
          + " answered.",
      ""
    })
final class ServeCommand implements Callable<Integer> {
  /** Jetty asks Java's management for it unless it is told, which takes a tenth of the start. */
  private static final String CACHE_LINE = "org.eclipse.jetty.util.referencesPerCacheLine";

  @Parameters(
      arity = "1..*",
      paramLabel = "MODEL",
      description =
          "FILE, NAME=FILE or NAME@VERSION=FILE. A file that changes is loaded while requests go"
              + " on.")
  private List<String> models = new ArrayList<>();

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "The port to listen on; 0 for any free port. Default: 8080.")
  private int port = 8080;

  @Option(
      names = "--grpc-port",
      paramLabel = "N",
      description = "Also serve gRPC, on this port; 0 for any free port. Default: none.")
  private Optional<Integer> grpcPort = Optional.empty();

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description =
          "The address to listen on; 0.0.0.0 for all networks. Default: 127.0.0.1, this machine"
              + " only.")
  private String host = "127.0.0.1";

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "Require the token in this file from every request, except for health and the page.")
  private Optional<Path> token = Optional.empty();

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = "Serve HTTPS with this certificate chain (PEM).")
  private Optional<Path> certificate = Optional.empty();

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "The private key of the certificate (PEM, PKCS 8).")
  private Optional<Path> key = Optional.empty();

  @Option(
      names = "--cors",
      paramLabel = "ORIGIN",
      description =
          "Let web pages of this origin send requests, such as https://example.org, or * for all.")
  private Optional<String> origin = Optional.empty();

  @Option(
      names = "--admin",
      description = "Let requests load and unload models, and change their rejection rules.")
  private boolean admin;

  @Option(
      names = "--access-log",
      paramLabel = "FILE",
      description = "Append a line of JSON for each request; - is standard output.")
  private Optional<String> access = Optional.empty();

  @Option(
      names = "--reload",
      paramLabel = "TIME",
      description = "How often to check the model files for changes; 0s for never. Default: 1s.")
  private Duration reload = Duration.ofSeconds(1);

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      description = "How long requests under way may take when the server ends. Default: 30s.")
  private Duration grace = Duration.ofSeconds(30);

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "Time limit for a request to arrive and be answered. Default: 30s.")
  private Duration timeout = Limits.USUAL.time();

  @Option(
      names = "--max-body",
      paramLabel = "BYTES",
      description = "The largest request that is not a stream. Default: 33554432.")
  private int body = Limits.USUAL.body();

  @Option(
      names = "--max-rows",
      paramLabel = "N",
      description = "The most rows of a request that is not a stream. Default: 100000.")
  private int rows = Limits.USUAL.rows();

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      description = "The most connections at once. Default: 1000.")
  private int connections = Limits.USUAL.connections();

  @Option(
      names = "--max-queue",
      paramLabel = "N",
      description =
          "How many requests may wait for a core; further ones get status 503. Default: 256.")
  private int queue = Limits.USUAL.queued();

  @Mixin private DeviceOption device = new DeviceOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    device.use();
    if (System.getProperty(CACHE_LINE) == null) {
      System.setProperty(CACHE_LINE, "16");
    }
    try (Lines log = Lines.open(access, spec.commandLine().getOut());
        ModelServer server = start(config(log))) {
      // After SIGTERM, Java ends once this has let the requests end.
      Runtime.getRuntime().addShutdownHook(new Thread(server::close, "diglm-stop"));
      say("serving %s at %s://%s:%d/".formatted(names(), scheme(), host, server.port()));
      server.beside().ifPresent(grpc -> say("and gRPC at %s:%d".formatted(host, grpc.port())));
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  private ModelServer start(ServerConfig config) {
    return grpcPort
        .map(
            number ->
                ModelServer.start(config, inference -> GrpcServer.start(inference, config, number)))
        .orElseGet(() -> ModelServer.start(config));
  }

  private String names() {
    return String.join(
        ", ", models.stream().map(text -> ModelSource.parse(text).name()).distinct().toList());
  }

  private String scheme() {
    return certificate.isPresent() ? "https" : "http";
  }

  private void say(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(line);
    err.flush();
  }

  private ServerConfig config(Consumer<String> log) {
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException(
          "tls-cert and tls-key must be given together, got one of them");
    }
    return new ServerConfig(
        models.stream().map(ModelSource::parse).toList(),
        host,
        port,
        Limits.USUAL
            .withBody(body)
            .withRows(rows)
            .withConnections(connections)
            .withQueued(queue)
            .withTime(timeout),
        token,
        certificate.map(file -> new ServerConfig.Tls(file, key.orElseThrow())),
        origin,
        admin,
        reload,
        grace,
        log,
        this::say);
  }

  /** The receiver of lines, if any. */
  private record Lines(Optional<PrintWriter> to, boolean owned)
      implements Consumer<String>, AutoCloseable {
    static Lines open(Optional<String> file, PrintWriter out) {
      if (file.isEmpty() || file.get().equals("-")) {
        return new Lines(file.map(any -> out), false);
      }
      try {
        PrintWriter to =
            new PrintWriter(
                Files.newBufferedWriter(
                    Path.of(file.get()), StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        return new Lines(Optional.of(to), true);
      } catch (IOException e) {
        throw new UnusableFileException(
            "access-log must be a file that can be written, got " + file.get(), e);
      }
    }

    @Override
    public void accept(String line) {
      to.ifPresent(
          writer -> {
            synchronized (writer) {
              writer.println(line);
              writer.flush();
            }
          });
    }

    @Override
    public void close() {
      if (owned) {
        to.ifPresent(PrintWriter::close);
      }
    }
  }
}
