package io.diglm.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diglm.cli.Command;
import io.diglm.data.TableSource;
import io.diglm.data.TableWriter;
import io.diglm.schema.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Tables with bytes changed, cut and doubled, given to {@code diglm predict}. */
final class TableAttack {
  private static final List<String> FORMATS = List.of("csv", "tsv", "json", "parquet");
  private static final List<String> NASTY =
      List.of(
          "\"",
          ",",
          ";",
          "\n",
          "\r",
          "\0",
          "\uFEFF",
          "NaN",
          "1e999",
          "-Infinity",
          "{",
          "]",
          "9223372036854775808",
          "2026-13-45",
          "\\u0000",
          "\ud83d\ude00");

  private final Path model;
  private final Path table;

  TableAttack(Attacked attacked) {
    model = attacked.model();
    table = attacked.table();
  }

  /** Changes tables of every format in turn. */
  Tally mutations(int count) throws IOException {
    Tally tally = new Tally("mutations of tables");
    SplittableRandom random = new SplittableRandom(2);
    for (String format : FORMATS) {
      Path file = table.resolveSibling("mutated." + format);
      byte[] good = written(file);
      for (int k = 0; k < count / FORMATS.size(); k++) {
        byte[] bytes = mutated(good, random);
        tally.attempt(
            format + " " + k,
            () -> {
              Files.write(file, bytes);
              Command.Ran ran = Command.run("predict", model, file);
              Ended.inOrder(ran);
              ran.out().lines().forEach(TableAttack::requireNumbers);
              return ran.code() == 0 ? "answered" : "refused";
            });
      }
    }
    return tally;
  }

  /** What stands in quotes is a reason or an error, which may quote what it refuses. */
  private static void requireNumbers(String row) {
    String numbers = row.replaceAll("\"[^\"]*\"", "");
    if (numbers.contains("Infinity") || numbers.matches(".*\\bNaN\\b.*")) {
      throw new AssertionError("an answer must be a number, got " + row);
    }
  }

  private byte[] written(Path file) throws IOException {
    Table rows = TableSource.of(table.toString()).read();
    try (TableWriter writer =
        TableWriter.create(file, TableSource.of(table.toString()).describe())) {
      writer.append(rows);
      writer.commit();
    }
    return Files.readAllBytes(file);
  }

  private static byte[] mutated(byte[] good, SplittableRandom random) {
    byte[] bytes = good.clone();
    for (int edits = 1 + random.nextInt(3); edits > 0 && bytes.length > 8; edits--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at) : bytes;
        case 3 -> {
          int from = random.nextInt(bytes.length);
          int size = Math.min(random.nextInt(64), bytes.length - Math.max(at, from));
          System.arraycopy(bytes, from, bytes, at, size);
        }
        default -> {
          byte[] nasty = NASTY.get(random.nextInt(NASTY.size())).getBytes(UTF_8);
          System.arraycopy(nasty, 0, bytes, at, Math.min(nasty.length, bytes.length - at));
        }
      }
    }
    return bytes;
  }
}
