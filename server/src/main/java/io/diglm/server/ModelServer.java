package io.diglm.server;

import io.diglm.server.models.Models;
import java.io.IOException;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/** A running server. It is used by {@code diglm serve}, or inside your own JVM. */
public final class ModelServer implements AutoCloseable {
  private static final int THREADS = 64;

  private final Server server;
  private final ServerConnector connector;
  private final Models models;
  private final AtomicBoolean ready;
  private final Inference inference;
  private final SlowHeaders slow;
  private final Upkeep upkeep;
  private Optional<Transport> beside = Optional.empty();
  private boolean closed;

  private ModelServer(
      Server server,
      ServerConnector connector,
      Models models,
      AtomicBoolean ready,
      Inference inference,
      SlowHeaders slow) {
    this.server = server;
    this.connector = connector;
    this.models = models;
    this.ready = ready;
    this.inference = inference;
    this.slow = slow;
    upkeep = new Upkeep(server, models, slow, ready);
  }

  /**
   * Begins what the start of the first server of this JVM would wait for: Jetty asks Java for all
   * its locales, which takes a twentieth of a second. Who has options or models to read first calls
   * this before, and starts a server as soon.
   */
  public static void prepare() {
    Thread thread = new Thread(() -> MimeTypes.isKnownLocale(Locale.ROOT), "diglm-prepare");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Listens and loads the models, at the same time. Until all are loaded, the server is alive but
   * not ready, and requests for a model get status 503.
   *
   * @param config what to serve, where and how
   * @return the server, which runs until it is closed
   * @throws io.diglm.model.UnusableFileException if a model, the token or the certificate cannot be
   *     used
   * @throws IllegalArgumentException if the server cannot listen on the address
   */
  public static ModelServer start(ServerConfig config) {
    return start(config, Optional.empty());
  }

  /**
   * Does the same with another transport, such as gRPC. HTTP listens only once that does, so a
   * server that is ready answers over both.
   *
   * @param config what to serve, where and how
   * @param beside makes the other transport, which is closed with the server
   * @return the server, which runs until it is closed
   * @throws io.diglm.model.UnusableFileException if a model, the token or the certificate cannot be
   *     used
   * @throws IllegalArgumentException if the server cannot listen on the address, or as the other
   *     transport throws it
   */
  public static ModelServer start(
      ServerConfig config, Function<Inference, ? extends Transport> beside) {
    return start(config, Optional.of(beside));
  }

  private static ModelServer start(
      ServerConfig config, Optional<Function<Inference, ? extends Transport>> beside) {
    return start(config, beside, task -> new Thread(task, "diglm-load").start());
  }

  /**
   * @param loader runs the loading of the models
   */
  static ModelServer start(
      ServerConfig config,
      Optional<Function<Inference, ? extends Transport>> beside,
      Executor loader) {
    Guard guard = Guard.of(config);
    Models models = new Models(config.models(), Clock.systemUTC(), config.told());
    CompletableFuture<Void> loading = CompletableFuture.runAsync(models::load, loader);
    try {
      ModelServer started = listening(config, guard, models, beside);
      started.open(loading, config);
      return started;
    } catch (RuntimeException e) {
      models.close(); // waits for what is being loaded
      throw e;
    }
  }

  private static ModelServer listening(
      ServerConfig config,
      Guard guard,
      Models models,
      Optional<Function<Inference, ? extends Transport>> beside) {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS + config.limits().streams());
    threads.setName("diglm");
    threads.setDaemon(true);
    Server server = new Server(threads, new ScheduledExecutorScheduler("diglm-timer", true), null);
    ServerConnector connector = connector(server, config);
    AtomicBoolean ready = new AtomicBoolean();
    Limits limits = config.limits();
    int cores = Runtime.getRuntime().availableProcessors();
    Admission admission = new Admission(threads, cores, limits.queued());
    Metrics metrics = new Metrics(models, Clock.systemUTC(), admission::queued);
    AccessLog log = new AccessLog(config.access(), Clock.systemUTC());
    Inference inference = new Inference(models, limits, guard, admission, metrics, log, ready::get);
    SlowHeaders slow = new SlowHeaders(limits.time().toMillis());
    ModelServer started = new ModelServer(server, connector, models, ready, inference, slow);
    try {
      started.beside = beside.map(transport -> transport.apply(inference));
      started.listen(config, guard, threads, admission, metrics, log);
    } catch (RuntimeException e) {
      started.close();
      throw e;
    }
    return started;
  }

  private void listen(
      ServerConfig config,
      Guard guard,
      QueuedThreadPool threads,
      Admission admission,
      Metrics metrics,
      AccessLog log) {
    Limits limits = config.limits();
    Answering answering = new Answering();
    Router router =
        new Router(
            new ProtocolRoutes(models, inference, answering, config.admin()),
            new RowRoutes(models, limits, answering),
            new InfoRoutes(models, limits),
            new PageFiles(),
            metrics);
    Consumer<Call> done =
        call -> {
          metrics.add(call);
          log.add(call);
        };
    Front front = new Front(limits, router, guard, admission, threads, done, config.told(), slow);
    connector.addBean(slow);
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(limits.connections(), connector));
    server.setHandler(new GracefulHandler(front));
    server.setErrorHandler(new PlainErrors());
    server.setStopTimeout(config.grace().toMillis());
    try {
      server.start();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "address must be free, got %s:%d (%s)".formatted(config.host(), config.port(), reason(e)),
          e);
    } catch (Exception e) {
      throw new IllegalStateException("server must start, got " + reason(e), e);
    }
    upkeep.sweep(limits.time());
  }

  /** Takes requests for models once they are loaded. */
  private void open(CompletableFuture<Void> loading, ServerConfig config) {
    try {
      loading.join();
    } catch (CompletionException e) {
      close();
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
    ready.set(true);
    if (!config.reload().isZero()) {
      upkeep.watch(config.reload());
    }
  }

  private static String reason(Throwable e) {
    Throwable first = e.getCause() == null ? e : e.getCause();
    return String.valueOf(first.getMessage());
  }

  private static ServerConnector connector(Server server, ServerConfig config) {
    Limits limits = config.limits();
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(limits.headers());
    http.setIdleTimeout(limits.idle().toMillis());
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    ConnectionFactory[] factories =
        config
            .tls()
            .map(
                tls ->
                    new ConnectionFactory[] {
                      new SslConnectionFactory(
                          Certificates.of(tls), HttpVersion.HTTP_1_1.asString()),
                      plain
                    })
            .orElseGet(() -> new ConnectionFactory[] {plain});
    // Without threads that only accept, a new connection waits for one thread less to get a core.
    ServerConnector connector = new ServerConnector(server, null, null, null, 0, -1, factories);
    connector.setHost(config.host());
    connector.setPort(config.port());
    connector.setIdleTimeout(limits.idle().toMillis());
    return connector;
  }

  /** {@return the port on which it listens for HTTP} */
  public int port() {
    return connector.getLocalPort();
  }

  /** {@return the other transport, if it was started with one} */
  public Optional<Transport> beside() {
    return beside;
  }

  /** {@return whether it takes requests} */
  public boolean ready() {
    return ready.get();
  }

  /** {@return what it answers, for a transport beside HTTP} */
  public Inference inference() {
    return inference;
  }

  /** {@return the models, which can be reloaded or unloaded} */
  public Models models() {
    return models;
  }

  /** Stops accepting requests, waits for those under way, and closes the models. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    ready.set(false);
    try {
      beside.ifPresent(Transport::close);
      slow.closeIdle(); // Jetty would wait a second for them
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("server must stop, got " + reason(e), e);
    } finally {
      models.close();
      server.destroy();
    }
  }
}
