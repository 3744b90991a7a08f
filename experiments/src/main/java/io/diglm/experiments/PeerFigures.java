package io.diglm.experiments;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import io.diglm.json.Json;
import io.diglm.json.JsonProblem;
import io.diglm.model.UnusableFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The results of other models on the same rows, from {@code benchmarks/peers/tables.py}.
 *
 * @param records one for each table, split and peer
 */
record PeerFigures(List<Figure> records) {
  private static final String NAME = "tables-peers.json";

  /** One of them. */
  record Figure(String table, int split, String peer, Reached reached) {}

  /** The fields of each record in the file, besides rmse or error. */
  private record Entry(
      String table,
      int split,
      String peer,
      double nll,
      double fitSeconds,
      double fitCpuSeconds,
      double predictSeconds) {
    Figure with(double loss) {
      return new Figure(
          table, split, peer, new Reached(nll, loss, fitSeconds, fitCpuSeconds, predictSeconds));
    }
  }

  /** Reads the file of the data folder, or else the repository's, if there is one. */
  static PeerFigures of(Context context) {
    Path repository = Path.of(System.getProperty("diglm.root", "")).resolve("docs/results");
    return context
        .find(NAME)
        .or(() -> Optional.of(repository.resolve(NAME)).filter(Files::isRegularFile))
        .map(PeerFigures::read)
        .orElse(new PeerFigures(List.of()));
  }

  static PeerFigures read(Path file) {
    try {
      JsonElement json =
          Json.at(Json.parse(new String(Files.readAllBytes(file), UTF_8)), "/records");
      if (!(json instanceof JsonArray array)) {
        throw new UnusableFileException(file + " must have records, got none");
      }
      List<Figure> records = new ArrayList<>();
      for (JsonElement record : array) {
        records.add(Json.value(record, Entry.class).with(loss(record, file)));
      }
      return new PeerFigures(records);
    } catch (JsonProblem e) {
      throw new UnusableFileException(file + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UnusableFileException(file + " must be readable, got " + e, e);
    }
  }

  private static double loss(JsonElement record, Path file) {
    return Stream.of("/rmse", "/error")
        .map(name -> Json.at(record, name))
        .filter(Json::isNumber)
        .mapToDouble(JsonElement::getAsDouble)
        .findFirst()
        .orElseThrow(
            () ->
                new UnusableFileException(
                    "%s must have rmse or error in each record, got %s"
                        .formatted(file, Json.text(record))));
  }

  /**
   * Returns each peer's means over these splits, by table. A table is left out if the peer lacks
   * one of its splits. On classes, a variant for regression, such as {@code hgb-scale}, has the
   * results of the peer itself, {@code hgb}.
   */
  Map<String, Map<String, Reached>> byPeer(List<MixedTable> tables, List<Integer> splits) {
    Map<String, Map<String, Reached>> found = new LinkedHashMap<>();
    for (String peer : new TreeSet<>(records.stream().map(Figure::peer).toList())) {
      Map<String, Reached> mine = new LinkedHashMap<>();
      for (MixedTable table : tables) {
        mean(peer, table.name(), splits)
            .or(() -> table.classes() ? mean(plain(peer), table.name(), splits) : Optional.empty())
            .ifPresent(reached -> mine.put(table.name(), reached));
      }
      found.put(peer, mine);
    }
    return found;
  }

  private static String plain(String peer) {
    return peer.replaceFirst("-.*", "");
  }

  private Optional<Reached> mean(String peer, String table, List<Integer> splits) {
    List<Reached> found =
        records.stream()
            .filter(r -> r.peer().equals(peer) && r.table().equals(table))
            .filter(r -> splits.contains(r.split()))
            .map(Figure::reached)
            .toList();
    return found.size() == splits.size() ? Optional.of(Reached.mean(found)) : Optional.empty();
  }
}
