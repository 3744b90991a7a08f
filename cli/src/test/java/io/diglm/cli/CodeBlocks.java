package io.diglm.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The fenced blocks of README and the guide, each with its language. */
final class CodeBlocks {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String FENCE = "```";

  private CodeBlocks() {}

  /** A block; its page is relative to the root of the sources. */
  record Block(String page, String language, String text) {}

  /** Returns the pages that a user reads first, in the order of their names. */
  static List<Path> pages() {
    try (Stream<Path> guide = Files.list(ROOT.resolve("docs/guide"))) {
      return Stream.concat(
              Stream.of("README.md", "examples/README.md", "python/README.md").map(ROOT::resolve),
              guide.sorted())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns all blocks of a language; that of a block without one is empty. */
  static List<Block> in(String language) {
    return all().stream().filter(block -> block.language().equals(language)).toList();
  }

  /** Returns all blocks of all pages. */
  static List<Block> all() {
    List<Block> blocks = new ArrayList<>();
    for (Path page : pages()) {
      String language = "";
      StringBuilder text = new StringBuilder();
      boolean inside = false;
      for (String line : lines(page)) {
        if (line.startsWith(FENCE)) {
          if (inside) {
            blocks.add(new Block(ROOT.relativize(page).toString(), language, text.toString()));
            text.setLength(0);
          }
          inside = !inside;
          language = line.substring(FENCE.length()).strip();
        } else if (inside) {
          text.append(line).append('\n');
        }
      }
    }
    return blocks;
  }

  static List<String> lines(Path page) {
    try {
      return Files.readAllLines(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
