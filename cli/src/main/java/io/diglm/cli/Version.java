package io.diglm.cli;

import io.diglm.model.LibraryVersion;
import picocli.CommandLine.IVersionProvider;

/** The text of {@code --version}. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"diglm " + LibraryVersion.text()};
  }
}
