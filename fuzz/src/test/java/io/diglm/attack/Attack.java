package io.diglm.attack;

import io.diglm.cli.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Attacks the command: changes bytes of model files, edits their manifests and makes the checksums
 * good again, changes tables, and sends signals to processes and fills their disks. Prints how many
 * attempts of each kind ended how. It fails if one answered otherwise in silence, hung, left a
 * partial file, or ended in a stack trace or with an undocumented exit code.
 */
final class Attack {
  private static final int ROWS = 200;

  private Attack() {}

  /** Runs the attack: {@code Attack [PERCENT]}, all of it by default. */
  public static void main(String[] arguments) throws Exception {
    int percent = arguments.length == 0 ? 100 : Integer.parseInt(arguments[0]);
    Path folder = Files.createTempDirectory("diglm-attack");
    Path table = table(folder.resolve("t.csv"));
    Path model = folder.resolve("m.diglm");
    List<Object> fit = new ArrayList<>(List.of("fit", table, "--target", "y", "--out", model));
    fit.addAll(List.of("--epochs", 3, "--layers", 2, "--hidden", 8, "--threads", 1, "--quiet"));
    Command.Ran fitted = Command.run(fit.toArray());
    if (fitted.code() != 0) {
      throw new IllegalStateException("the fit must work, got " + fitted.err());
    }
    boolean clean = told(new ModelAttack(model, table).flips(500 * percent / 100));
    clean &= told(new ModelAttack(model, table).truncations(20 * percent / 100));
    clean &= told(new ManifestAttack(model, table).edits(6000 * percent / 100));
    clean &= told(new TableAttack(model, table).mutations(1600 * percent / 100));
    clean &= told(new ProcessAttack(folder, table).signals(50 * percent / 100));
    clean &= told(new ProcessAttack(folder, table).fullDisks(20 * percent / 100));
    delete(folder);
    System.exit(clean ? 0 : 1);
  }

  private static boolean told(Tally tally) {
    tally.found().forEach(System.out::println);
    System.out.println(tally.line());
    return tally.found().isEmpty();
  }

  /** Writes rows of numbers, texts, a date and gaps, whose target depends on them. */
  private static Path table(Path file) throws IOException {
    SplittableRandom random = new SplittableRandom(11);
    StringBuilder rows = new StringBuilder("x,n,c,day,y\n");
    for (int i = 0; i < ROWS; i++) {
      double x = random.nextDouble(-2, 2);
      int c = random.nextInt(3);
      rows.append(
          String.format(
              Locale.ROOT,
              "%.4f,%s,%s,2026-0%d-1%d,%.3f%n",
              x,
              random.nextInt(9) == 0 ? "" : Integer.toString(random.nextInt(50)),
              "abc".charAt(c),
              1 + random.nextInt(9),
              random.nextInt(10),
              2 * x + c + random.nextDouble()));
    }
    return Files.writeString(file, rows);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
