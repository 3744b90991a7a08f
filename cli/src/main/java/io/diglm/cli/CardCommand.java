package io.diglm.cli;

import io.diglm.cli.output.OwnFiles;
import io.diglm.cli.text.Printable;
import io.diglm.model.AtomicFile;
import io.diglm.reporting.ModelCard;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code diglm card}: writes a model card. */
@Command(
    name = "card",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Writes a model card from the content of a model file: Markdown with the YAML header of the"
          + " Hugging Face hub.",
      ""
    })
final class CardCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "MODEL", description = "A model file from diglm fit.")
  private Path path = Path.of("");

  @Mixin private OfOption of = new OfOption();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The file to write. Default: -, standard output.")
  private Path out = Path.of("-");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    boolean printed = out.toString().equals("-");
    new OwnFiles()
        .reads("the model", List.of(path))
        .writes("out", printed ? Optional.empty() : Optional.of(out));
    Path name = Optional.ofNullable(path.getFileName()).orElse(path);
    String card = ModelCard.of(name.toString(), of.load(path).manifest());
    if (printed) {
      card.lines().map(Printable::of).forEach(spec.commandLine().getOut()::println);
    } else {
      AtomicFile.write(out, to -> to.write(card.getBytes(StandardCharsets.UTF_8)));
    }
    return 0;
  }
}
