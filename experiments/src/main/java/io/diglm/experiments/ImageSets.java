package io.diglm.experiments;

import io.diglm.data.ImageSource;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The image sets of sections 6.3 and 6.4, and a substitute for one of them. */
final class ImageSets {
  private static final String MNIST_AT = "https://ossci-datasets.s3.amazonaws.com/mnist/";
  private static final String NOTMNIST_AT =
      "https://raw.githubusercontent.com/davidflanagan/notMNIST-to-MNIST/17823f4d4a3acd8317c07866702d2eb2ac79c7a0/";
  private static final String SVHN_AT = "http://ufldl.stanford.edu/housenumbers/";
  private static final List<PublishedFile> MNIST =
      List.of(
          mnist(
              "train-images-idx3",
              "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
          mnist(
              "train-labels-idx1",
              "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
          mnist(
              "t10k-images-idx3",
              "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
          mnist(
              "t10k-labels-idx1",
              "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"));
  private static final List<PublishedFile> NOTMNIST =
      List.of(
          notMnist(
              "images-idx3", "70ae9e06201f2827e5b0a3781a3169d735dd2efc69996b9eeaee7f10ed4044d7"),
          notMnist(
              "labels-idx1", "1fa03836e01c862542f8eb83463bb951bebec6fcb3efa28dad748c6b38a9021b"));
  private static final PublishedFile SVHN_TRAIN =
      svhn("train", "435e94d69a87fde4fd4d7f3dd208dfc32cb6ae8af2240d066de1df7508d083b8");
  private static final PublishedFile SVHN_TEST =
      svhn("test", "cdce80dfb2a2c4c6160906d0bd7c68ec5a99d7ca4831afa54f09182025b6a75b");
  private static final PublishedFile CIFAR =
      PublishedFile.of(
          "cifar10/cifar-10-binary.tar.gz",
          "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
          "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd");
  private static final String SIGNS = "gtsrb-signs32/gtsrb_signs32.bin.gz";
  private static final String SIGNS_ORIGIN =
      "German Traffic Sign Recognition Benchmark, https://benchmark.ini.rub.de/gtsrb_news.html: every"
          + " third frame of classes 0 to 9 at 32 x 32, in CIFAR-10's binary layout, and"
          + " sources.txt.gz with CLASS/TRACK_FRAME.ppm a line";

  /** In each class, one track out of this many is for test. */
  private static final int TEST_TRACKS = 5;

  private final Context context;

  ImageSets(Context context) {
    this.context = context;
  }

  private static PublishedFile mnist(String name, String sha256) {
    String file = name + "-ubyte.gz";
    return PublishedFile.of("mnist/" + file, MNIST_AT + file, sha256);
  }

  private static PublishedFile notMnist(String name, String sha256) {
    String file = "t10k-" + name + "-ubyte.gz";
    return PublishedFile.of("notmnist/" + file, NOTMNIST_AT + file, sha256);
  }

  private static PublishedFile svhn(String part, String sha256) {
    String file = part + "_32x32.mat";
    return PublishedFile.of("svhn/" + file, SVHN_AT + file, sha256);
  }

  ImageData mnist() {
    NOTMNIST.forEach(file -> file.in(context));
    Table others = read(NOTMNIST.get(0).in(context));
    return new ImageData(
        "MNIST",
        "NotMNIST",
        mnistTrain(),
        mnistTest(),
        others,
        List.of(
            "NotMNIST is a sample of %,d of its small set: not the paper's images to the letter."
                .formatted(others.rows())));
  }

  /** Returns the 60,000. */
  Table mnistTrain() {
    MNIST.forEach(file -> file.in(context));
    return read(MNIST.get(0).in(context));
  }

  /** Returns the 10,000. */
  Table mnistTest() {
    MNIST.forEach(file -> file.in(context));
    return read(MNIST.get(2).in(context));
  }

  ImageData svhn() {
    return new ImageData(
        "SVHN",
        "CIFAR-10",
        read(SVHN_TRAIN.in(context)),
        read(SVHN_TEST.in(context)),
        cifarTest(),
        List.of());
  }

  ImageData signs() {
    Table signs = signsTable();
    int[] test = testTracks(signs);
    TreeSet<Integer> others = new TreeSet<>(IntStream.range(0, signs.rows()).boxed().toList());
    IntStream.of(test).forEach(others::remove);
    int[] train = others.stream().mapToInt(Integer::intValue).toArray();
    return new ImageData(
        "traffic signs",
        "CIFAR-10",
        signs.take(train),
        signs.take(test),
        cifarTest(),
        List.of(
            "These are traffic signs (GTSRB, classes 0 to 9), not SVHN's digits: the published figures are"
                + " of other images and cannot be compared with.",
            "Split by track, of each class every fifth for test; the frames of a track are alike, so"
                + " validation images, drawn from the training tracks, flatter."));
  }

  ImageData cifar10() {
    List<Path> batches =
        Stream.of("1", "2", "3", "4", "5").flatMap(k -> cifar("data_batch_" + k).stream()).toList();
    Table test = cifarTest(); // fetches all batches if necessary
    List<Path> found =
        batches.isEmpty()
            ? Stream.of("1", "2", "3", "4", "5")
                .flatMap(k -> cifar("data_batch_" + k).stream())
                .toList()
            : batches;
    if (found.isEmpty()) {
      context.file("cifar10/data_batch_1.bin", "from " + CIFAR.address());
    }
    Table train = ImageSource.of(found.stream().map(Path::toString).toList()).read();
    return new ImageData(
        "CIFAR-10",
        "traffic signs",
        train,
        test,
        signsTable(),
        List.of(
            "The paper has no such experiment: CIFAR-10 is its set of another kind.",
            "Learned are %,d of the 50,000 training images.".formatted(train.rows())));
  }

  private Table signsTable() {
    Path file = context.file(SIGNS, SIGNS_ORIGIN);
    context.file("gtsrb-signs32/sources.txt.gz", SIGNS_ORIGIN);
    return read(file);
  }

  private Table cifarTest() {
    Optional<Path> test = cifar("test_batch");
    if (test.isEmpty()) {
      Path archive = CIFAR.in(context);
      new TarFile(archive).unpack(".bin", archive.resolveSibling(""));
      new TarFile(archive).unpack("batches.meta.txt", archive.resolveSibling(""));
    }
    return read(
        test.or(() -> cifar("test_batch"))
            .orElseGet(() -> context.file("cifar10/test_batch.bin", "" + CIFAR.address())));
  }

  private Optional<Path> cifar(String batch) {
    String file = "cifar10/" + batch + ".bin";
    return context.find(file).or(() -> context.find(file + ".gz"));
  }

  private static Table read(Path file) {
    return ImageSource.of(file.toString()).read();
  }

  /**
   * The rows of every fifth track of a class. The name of a track is the part before the number of
   * the frame.
   */
  static int[] testTracks(Table signs) {
    TableColumn file = signs.column("file");
    List<String> tracks =
        IntStream.range(0, signs.rows())
            .mapToObj(row -> file.text(row).orElse("").replaceFirst("_[^_]*$", ""))
            .toList();
    List<String> ordered = List.copyOf(new TreeSet<>(tracks));
    TreeSet<String> test = new TreeSet<>();
    String last = "";
    int place = 0;
    for (String track : ordered) {
      String group = track.substring(0, Math.max(0, track.lastIndexOf('/')));
      place = group.equals(last) ? place + 1 : 1;
      last = group;
      if (place % TEST_TRACKS == 0) {
        test.add(track);
      }
    }
    return IntStream.range(0, tracks.size())
        .filter(row -> test.contains(tracks.get(row)))
        .toArray();
  }
}
