package io.diglm.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diglm.data.TableSource;
import io.diglm.schema.Cells;
import io.diglm.schema.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Tables in every format, and queries. */
final class TableTargets {
  /** What lies beside the folder in which a query may read. */
  private static final String SECRET = "fuzz-secret-of-another";

  private TableTargets() {}

  static Map<String, Supplier<Target>> all(Path folder) {
    Map<String, Supplier<Target>> all = new HashMap<>();
    for (String format : List.of("csv", "tsv", "json", "parquet")) {
      Path file = folder.resolve("t." + format);
      all.put(
          format,
          () ->
              bytes -> {
                Files.write(file, bytes);
                TableSource.of(file.toString()).read();
              });
    }
    all.put("sql", () -> query(folder));
    return all;
  }

  /** Any text as a query: it must read from its folder alone, and write nothing. */
  private static Target query(Path folder) {
    Path given = folder.resolve("given");
    Path secret = folder.resolve("secret.csv");
    try {
      Files.createDirectories(given);
      Files.writeString(given.resolve("t.csv"), "a,b\n1,x\n2,y\n");
      Files.writeString(secret, "a\n" + SECRET + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes -> {
      List<String> before = files(given);
      String query = new String(bytes, UTF_8).replace("$DIR", given.toString());
      try {
        requireNoSecret(TableSource.sql(query).within(given).read());
      } catch (RuntimeException refused) {
        requireOnly(before, given);
        throw refused;
      }
      requireOnly(before, given);
    };
  }

  private static void requireOnly(List<String> expected, Path folder) throws IOException {
    if (!files(folder).equals(expected)) {
      throw new AssertionError("a query must write nothing, got " + files(folder));
    }
  }

  private static void requireNoSecret(Table table) {
    table.columns().stream()
        .map(column -> column.cells())
        .filter(Cells.Texts.class::isInstance)
        .flatMap(cells -> ((Cells.Texts) cells).levels().stream())
        .filter(text -> text.contains(SECRET))
        .forEach(
            text -> {
              throw new AssertionError("a query must not read outside its folder, got " + text);
            });
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.map(Path::toString).sorted().toList();
    }
  }
}
