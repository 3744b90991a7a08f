package io.diglm.attack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Attacks the command: changes bytes of model files, edits their manifests and makes the checksums
 * good again, changes tables, and sends signals to processes and fills their disks. Prints how many
 * attempts of each kind ended how. It fails if one answered otherwise in silence, hung, left a
 * partial file, or ended in a stack trace or with an undocumented exit code.
 */
final class Attack {
  private static final List<String> KINDS =
      List.of("flips", "truncations", "edits", "tables", "signals", "disks");

  private Attack() {}

  /** Runs the attack: {@code Attack [PERCENT [KIND...]]}, all of it by default. */
  public static void main(String[] arguments) throws Exception {
    int percent = arguments.length == 0 ? 100 : Integer.parseInt(arguments[0]);
    List<String> kinds =
        arguments.length < 2 ? KINDS : List.of(arguments).subList(1, arguments.length);
    if (!KINDS.containsAll(kinds)) {
      System.err.printf("kinds must be some of %s, got %s%n", KINDS, kinds);
      System.exit(2);
    }
    Path folder = Files.createTempDirectory("diglm-attack");
    Attacked attacked = Attacked.fitted(folder);
    boolean clean = true;
    for (String kind : kinds) {
      Tally tally = run(kind, attacked, percent);
      tally.found().forEach(System.out::println);
      System.out.println(tally.line());
      clean &= tally.found().isEmpty();
    }
    delete(folder);
    System.exit(clean ? 0 : 1);
  }

  private static Tally run(String kind, Attacked attacked, int percent) throws Exception {
    return switch (kind) {
      case "flips" -> new ModelAttack(attacked).flips(500 * percent / 100);
      case "truncations" -> new ModelAttack(attacked).truncations(20 * percent / 100);
      case "edits" -> new ManifestAttack(attacked).edits(6000 * percent / 100);
      case "tables" -> new TableAttack(attacked).mutations(1600 * percent / 100);
      case "signals" -> new ProcessAttack(attacked).signals(50 * percent / 100);
      default -> new ProcessAttack(attacked).fullDisks(20 * percent / 100);
    };
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
