package io.diglm.experiments;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import io.diglm.data.TableSource;
import io.diglm.json.Json;
import io.diglm.json.JsonProblem;
import io.diglm.model.UnusableFileException;
import io.diglm.schema.Cells;
import io.diglm.schema.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One real table of columns of mixed types.
 *
 * @param classes whether the target holds class labels
 */
record MixedTable(String name, String target, boolean classes, Table rows) {
  /** Row r is for test in split r mod 5. */
  static final int SPLITS = 5;

  private static final String LIST = "tables.json";
  private static final String ORIGIN =
      "a list of name, target and task (regression or classes), beside it NAME.parquet for each";

  private enum Task {
    REGRESSION,
    CLASSES
  }

  private record Entry(String name, String target, Task task) {}

  /** Reads every table that {@code tables.json} lists, in its order. */
  static List<MixedTable> all(Context context) {
    Path list = context.find(LIST).orElseGet(() -> context.file("tables/" + LIST, ORIGIN));
    List<MixedTable> tables = new ArrayList<>();
    for (Entry entry : entries(list)) {
      Path file = list.resolveSibling(entry.name() + ".parquet");
      if (!Files.isRegularFile(file)) {
        throw new UnusableFileException(
            "%s must name tables beside it, got %s without %s"
                .formatted(list, entry.name(), file.getFileName()));
      }
      Table rows = TableSource.of(file.toString()).read();
      rows.column(entry.target());
      tables.add(new MixedTable(entry.name(), entry.target(), entry.task() == Task.CLASSES, rows));
    }
    return tables;
  }

  private static List<Entry> entries(Path list) {
    try {
      JsonElement json = Json.parse(new String(Files.readAllBytes(list), UTF_8));
      if (!(json instanceof JsonArray array) || array.isEmpty()) {
        throw new UnusableFileException(list + " must list at least one table, got none");
      }
      List<Entry> entries = new ArrayList<>();
      for (JsonElement entry : array) {
        entries.add(Json.value(entry, Entry.class));
      }
      return entries;
    } catch (JsonProblem e) {
      throw new UnusableFileException(list + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UnusableFileException(list + " must be readable, got " + e, e);
    }
  }

  /** Returns whether the labels of the target are numbers, so that a fit needs --classes. */
  boolean numericClasses() {
    return classes && rows.column(target).cells() instanceof Cells.Numbers;
  }

  /** Returns the training rows of a split. */
  Table train(int split) {
    return rows.take(where(split, false));
  }

  /** Returns the test rows of a split. */
  Table test(int split) {
    return rows.take(where(split, true));
  }

  private int[] where(int split, boolean test) {
    return IntStream.range(0, rows.rows()).filter(row -> (row % SPLITS == split) == test).toArray();
  }
}
