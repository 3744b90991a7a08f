package io.diglm.cli;

import io.diglm.cli.text.ManPage;
import io.diglm.model.AtomicFile;
import io.diglm.model.UnusableFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code diglm man}: prints or writes manual pages. */
@Command(
    name = "man",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {"Prints the manual page of diglm or of a command, in roff.", ""},
    footer = {
      "",
      "To read a page:       diglm man fit | man -l -",
      "To keep all of them:  diglm man --out ~/.local/share/man"
    })
final class ManCommand implements Callable<Integer> {
  @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "A command of diglm.")
  private Optional<String> command = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write the pages of all commands to the folder man1 in DIR instead.")
  private Optional<Path> out = Optional.empty();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    CommandLine diglm = spec.commandLine().getParent();
    if (out.isPresent()) {
      command.ifPresent(
          name -> {
            throw new IllegalArgumentException(
                "command must not be given with --out, which writes all pages, got " + name);
          });
      writeAll(diglm, out.get().resolve("man1"));
    } else {
      CommandLine wanted = command.map(name -> HelpCommand.named(diglm, name)).orElse(diglm);
      spec.commandLine().getOut().print(ManPage.of(wanted));
    }
    return 0;
  }

  private static void writeAll(CommandLine diglm, Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UnusableFileException("out must be a folder that can be made, got " + folder, e);
    }
    write(diglm, folder);
    diglm.getSubcommands().values().forEach(sub -> write(sub, folder));
  }

  private static void write(CommandLine command, Path folder) {
    byte[] page = ManPage.of(command).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(folder.resolve(ManPage.name(command) + ".1"), to -> to.write(page));
  }
}
