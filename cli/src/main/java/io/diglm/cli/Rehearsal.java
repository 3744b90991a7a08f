package io.diglm.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Fits, predicts and serves a tiny table, so that Java can list the classes that commands load. The
 * launcher then keeps them in a form that loads sooner. Its argument is an empty folder.
 */
final class Rehearsal {
  private static final int ROWS = 200;

  private Rehearsal() {}

  /** Runs the commands; fails if one does. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path folder = Path.of(args[0]);
    Path table = folder.resolve("rows.csv");
    Path model = folder.resolve("rows.diglm");
    Files.writeString(table, rows());
    // An ensemble, which a fit of few rows makes by default.
    run(
        "fit",
        table,
        "--target",
        "y",
        "--out",
        model,
        "--members",
        2,
        "--epochs",
        1,
        "--hidden",
        8);
    run("predict", model, table, "--out", folder.resolve("answers.csv"));
    serve(model, table);
  }

  private static String rows() {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder text = new StringBuilder("x,n,c,d,y\n");
    for (int i = 0; i < ROWS; i++) {
      double x = random.nextDouble();
      text.append(
          String.format(
              Locale.ROOT,
              "%.4f,%d,%s,2020-01-%02d,%.4f%n",
              x,
              random.nextInt(9),
              "abc".charAt(i % 3),
              1 + i % 28,
              x + 0.1 * random.nextDouble()));
    }
    return text.toString();
  }

  private static void run(Object... arguments) {
    StringWriter err = new StringWriter();
    int code =
        Diglm.run(texts(arguments), new PrintWriter(new StringWriter()), new PrintWriter(err));
    if (code != 0) {
      throw new IllegalStateException("rehearsal must end with 0, got %d: %s".formatted(code, err));
    }
  }

  private static String[] texts(Object... arguments) {
    String[] texts = new String[arguments.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = arguments[i].toString();
    }
    return texts;
  }

  private static void serve(Path model, Path table) throws IOException, InterruptedException {
    try (PipedReader said = new PipedReader();
        PrintWriter err = new PrintWriter(new PipedWriter(said), true)) {
      String[] arguments = texts("serve", "m=" + model, "--port", 0, "--reload", "0s");
      Thread server =
          new Thread(() -> Diglm.run(arguments, new PrintWriter(new StringWriter()), err), "serve");
      server.setDaemon(true); // so that this ends even where the server says nothing
      server.start();
      String line = line(said);
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create(line.substring(line.indexOf("http")) + "v1/models/m:predict"))
              .header("Content-Type", "text/csv")
              .POST(BodyPublishers.ofByteArray(Files.readAllBytes(table)))
              .build();
      HttpClient.newHttpClient().send(request, BodyHandlers.ofString(UTF_8));
      server.interrupt();
      server.join();
    }
  }

  private static String line(PipedReader from) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = from.read(); c != '\n' && c >= 0; c = from.read()) {
      line.append((char) c);
    }
    return line.toString().strip();
  }
}
