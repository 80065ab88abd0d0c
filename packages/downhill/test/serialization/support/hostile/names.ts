import { fromPython2 } from "../../../../src/serialization/pickle/python2.ts";
import { call, join, named, pickle, tensor, text, tuple } from "../pickles.ts";
import { torchFile } from "../zips.ts";
import type { Hostile } from "./types.ts";

/** Names with which a pickle would run something, or reach what runs something. */
const DANGEROUS = `os.system os.popen os.execv posix.system nt.system subprocess.Popen subprocess.call builtins.eval
builtins.exec builtins.compile builtins.__import__ builtins.getattr builtins.setattr builtins.open builtins.input
builtins.breakpoint builtins.globals builtins.vars builtins.map builtins.apply builtins.type builtins.object
builtins.memoryview __builtin__.eval __builtin__.file commands.getoutput sys.exit sys.modules
shutil.rmtree pickle.loads _pickle.loads marshal.loads dill.loads joblib.load types.FunctionType types.CodeType
functools.partial functools.reduce operator.attrgetter operator.methodcaller itertools.count ctypes.CDLL
importlib.import_module runpy.run_path code.interact pty.spawn pdb.run bdb.Bdb timeit.timeit cProfile.run asyncio.run
requests.get urllib.request.urlopen webbrowser.open socket.socket pip.main io.open tempfile.mktemp signal.alarm
multiprocessing.Process threading.Thread collections.namedtuple collections.UserDict collections.deque
collections.OrderedDict.__init__ copyreg._reconstructor copyreg.__newobj__ copy_reg._reconstructor
uuid.UUID pathlib.Path logging.config.dictConfig numpy.load numpy.fromfile numpy.core.multiarray.fromstring torch.load torch.hub.load torch.jit.load torch.save
torch.UntypedStorage torch.storage._load_from_bytes torch._utils._import_dotted_name torch._utils.__builtins__
torch._utils._rebuild_xla_tensor torch._utils._rebuild_tensor.__class__ torch.nn.Linear torch.nn.modules.linear.Linear
torch.nn.parameter.Buffer torch.optim.SGD torch.FloatTensor.__init__ torch.ops.load_library torch.serialization.load
torch.package.PackageImporter torch.utils.cpp_extension.load torch.distributed.rpc torch._C._nn torch.float99
torch.__dict__ __main__.Model constructor.constructor __proto__.polluted Object.prototype`
  .split(/\s+/)
  .map((path): [string, string] => [path.slice(0, path.lastIndexOf(".")), path.slice(path.lastIndexOf(".") + 1)]);

const escaped = (value: string) => value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

export function dangerousNames(): Hostile[] {
  const command = text("echo pwned");
  return DANGEROUS.flatMap(([module, name]): Hostile[] => {
    const path = `${module}.${name}`;
    const shown = escaped(fromPython2(module, name).join("."));
    const runs = new RegExp(`would run ${shown}\\("echo pwned"\\)`);
    const uses = new RegExp(`uses "${shown}"`);
    const hidden = join("}(", text("weight"), tensor(), text("bias"), call(module, name, command), "u");
    return [
      [`${path} called`, torchFile(pickle(call(module, name, command))), runs],
      [`${path} named on the stack`, torchFile(pickle(text(module), text(name), [0x93], tuple(command), "R")), runs],
      [`${path} among tensors`, torchFile(pickle(hidden)), runs],
      [
        `${path} made an object of`,
        torchFile(pickle(named(module, name), tuple(command), [0x81])),
        new RegExp(`would make an object of ${shown}`),
      ],
      [`${path} only named`, torchFile(pickle(named(module, name))), uses],
    ];
  });
}

/** Every opcode that is not plain data. */
export function opcodes(): Hostile[] {
  const known = new Set(
    [
      ..."(.01GJKMNQRTUXabc}ehj]qrst)uBC\x80\x81\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f\x90\x91\x92\x93\x94\x95\x96",
    ].map((c) => c.charCodeAt(0)),
  );
  const list: Hostile[] = [];
  for (let code = 0; code < 256; code++) {
    if (known.has(code)) continue;
    const bytes = torchFile(pickle(tuple(text("a")), [code], "os\nsystem\n"));
    list.push([`opcode 0x${code.toString(16)}`, bytes, /(unknown|unsupported) pickle opcode/]);
  }
  return list;
}
