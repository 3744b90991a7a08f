package io.diglm.cli;

import com.sun.management.OperatingSystemMXBean;
import io.diglm.cli.text.Facts;
import io.diglm.data.TableSource;
import io.diglm.gradient.ImageEngine;
import io.diglm.model.LibraryVersion;
import io.diglm.page.ReportWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code diglm doctor}: shows which parts of this machine diglm uses, and what is missing. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Checks whether this machine has what diglm needs, and says what to do if something"
          + " is missing. The exit code is 2 if something necessary is missing.",
      ""
    })
final class DoctorCommand implements Callable<Integer> {
  private static final String VECTOR = "jdk.incubator.vector";
  private static final long MEGABYTE = 1 << 20;

  /** The free space that is enough; DuckDB's library alone takes a tenth of it. */
  private static final long ROOM = 1024;

  private static final List<String> INSTRUCTIONS =
      List.of("avx2", "fma", "avx512f", "avx512_bf16", "amx_bf16", "asimd", "bf16");

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Facts facts = new Facts();
  private boolean well = true;

  @Override
  public Integer call() {
    facts.line("diglm", "%s", LibraryVersion.text());
    facts.line(
        "Java",
        "%s of %s, on %s %s",
        System.getProperty("java.version"),
        System.getProperty("java.vendor"),
        System.getProperty("os.name"),
        System.getProperty("os.arch"));
    vectors();
    processor();
    memory();
    folder();
    needed("DuckDB", "reads and writes tables", () -> TableSource.sql("SELECT 1 AS x").read());
    images();
    needed("fonts", "reports can be drawn", ReportWriter::requireFonts);
    spec.commandLine().getOut().print(facts.text());
    return well ? 0 : Problems.THEIRS;
  }

  private void vectors() {
    boolean there = ModuleLayer.boot().findModule(VECTOR).isPresent();
    boolean known = ModuleFinder.ofSystem().find(VECTOR).isPresent();
    facts.line(
        "Vector API",
        "%s",
        there
            ? "used: tables train and score several times as fast as by plain loops"
            : known
                ? "not used: start Java with --add-modules " + VECTOR
                : "not in this Java: tables train and score by plain loops; use a full JDK");
  }

  private void processor() {
    String instructions =
        cpuFlags()
            .map(flags -> String.join(", ", INSTRUCTIONS.stream().filter(flags::contains).toList()))
            .map(found -> found.isEmpty() ? "" : "; " + found)
            .orElse("");
    facts.line("processor", "%d cores%s", Runtime.getRuntime().availableProcessors(), instructions);
  }

  /** Linux lists them in a file; on other systems nothing is shown. */
  private static Optional<List<String>> cpuFlags() {
    Path file = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(file)) {
      return Optional.empty();
    }
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
          .findFirst()
          .map(line -> List.of(line.split("\\s+")));
    } catch (IOException e) {
      // Nothing depends on the content of the file.
      return Optional.empty();
    }
  }

  private void memory() {
    long heap = Runtime.getRuntime().maxMemory() / MEGABYTE;
    long all =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize()
            / MEGABYTE;
    facts.line(
        "memory",
        "%,d MB for Java of %,d MB; more by DIGLM_JAVA_OPTS=-Xmx4g, at 8 bytes a number of a table",
        heap,
        all);
  }

  private void folder() {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    try {
      long free = Files.getFileStore(folder).getUsableSpace() / MEGABYTE;
      boolean enough = free >= ROOM && Files.isWritable(folder);
      facts.line(
          "temporary",
          "%s, %,d MB free%s",
          folder,
          free,
          enough ? "" : ": make room, or name another by DIGLM_JAVA_OPTS=-Djava.io.tmpdir=FOLDER");
      well &= enough;
    } catch (IOException e) {
      facts.line("temporary", "%s cannot be looked at: %s", folder, why(e));
      well = false;
    }
  }

  private static String why(Exception e) {
    return Objects.requireNonNullElse(e.getMessage(), "no reason given");
  }

  private void needed(String name, String use, Runnable check) {
    try {
      check.run();
      facts.line(name, "%s", use);
    } catch (LinkageError e) {
      facts.line(name, "missing: %s", NativeFailures.linkage(e));
      well = false;
    } catch (RuntimeException e) {
      facts.line(name, "missing: %s", why(e));
      well = false;
    }
  }

  /** What images need is not fetched to be checked. */
  private void images() {
    Optional<ImageEngine> engine = ImageEngine.found();
    engine.ifPresentOrElse(
        there -> {
          needed("libtorch", "trains and scores images", there::requireLoaded);
          gpu(there);
        },
        () -> facts.line("libtorch", "not here yet: images fetch it when they are asked for"));
  }

  private void gpu(ImageEngine engine) {
    try {
      engine.requireGpu();
      facts.line("GPU", "available: --device cuda trains on and scores images");
    } catch (IllegalArgumentException e) {
      facts.line("GPU", "none: %s", String.valueOf(e.getMessage()).replaceFirst(".*?cuda: ", ""));
    }
  }
}
