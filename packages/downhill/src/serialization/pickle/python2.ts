/*
 * Pickles up to protocol 2 call what the standard library has today by its names in Python 2. Source: the tables of
 * CPython's Lib/_compat_pickle.py, which its pickler and both unpicklers, its own and PyTorch's, go by.
 */

/** A class or function by its module and name. */
type Name = readonly [module: string, name: string];

/** Pairs of words, one of Python 2 and one of Python 3. */
function pairs(text: string): [string, string][] {
  return text
    .trim()
    .split("\n")
    .map((line) => line.trim().split(" ") as [string, string]);
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

const MODULES = pairs(`
  __builtin__ builtins
  copy_reg copyreg
  Queue queue
  SocketServer socketserver
  ConfigParser configparser
  repr reprlib
  tkFileDialog tkinter.filedialog
  tkSimpleDialog tkinter.simpledialog
  tkColorChooser tkinter.colorchooser
  tkCommonDialog tkinter.commondialog
  Dialog tkinter.dialog
  Tkdnd tkinter.dnd
  tkFont tkinter.font
  tkMessageBox tkinter.messagebox
  ScrolledText tkinter.scrolledtext
  Tkconstants tkinter.constants
  Tix tkinter.tix
  ttk tkinter.ttk
  Tkinter tkinter
  markupbase _markupbase
  _winreg winreg
  thread _thread
  dummy_thread _dummy_thread
  dbhash dbm.bsd
  dumbdbm dbm.dumb
  dbm dbm.ndbm
  gdbm dbm.gnu
  xmlrpclib xmlrpc.client
  SimpleXMLRPCServer xmlrpc.server
  httplib http.client
  htmlentitydefs html.entities
  HTMLParser html.parser
  Cookie http.cookies
  cookielib http.cookiejar
  BaseHTTPServer http.server
  test.test_support test.support
  commands subprocess
  urlparse urllib.parse
  robotparser urllib.robotparser
  urllib2 urllib.request
  anydbm dbm
  _abcoll collections.abc
`);

/** Modules of Python 2 whose names are written otherwise. */
const OTHER_MODULES = pairs(`
  cPickle pickle
  _elementtree xml.etree.ElementTree
  FileDialog tkinter.filedialog
  SimpleDialog tkinter.simpledialog
  DocXMLRPCServer xmlrpc.server
  SimpleHTTPServer http.server
  CGIHTTPServer http.server
  UserDict collections
  UserList collections
  UserString collections
  whichdb dbm
  StringIO io
  cStringIO io
`);

/** Modules of Python 3 that Python 2 had under a name which stands for another one. */
const HIDDEN_MODULES = pairs(`
  bz2 _bz2
  dbm _dbm
  functools _functools
  gdbm _gdbm
  pickle _pickle
`);

const EXCEPTIONS = words(`
  ArithmeticError AssertionError AttributeError BaseException BufferError BytesWarning DeprecationWarning EOFError
  EnvironmentError Exception FloatingPointError FutureWarning GeneratorExit IOError ImportError ImportWarning
  IndentationError IndexError KeyError KeyboardInterrupt LookupError MemoryError NameError NotImplementedError OSError
  OverflowError PendingDeprecationWarning ReferenceError RuntimeError RuntimeWarning StopIteration SyntaxError
  SyntaxWarning SystemError SystemExit TabError TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError
  UnicodeError UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning ZeroDivisionError
`).map((name): [Name, Name] => [
  ["exceptions", name],
  ["builtins", name],
]);

/** Exceptions that Python 2 did not have yet, each written as the one above it. */
const LATER_EXCEPTIONS = [
  ...words(`
    BrokenPipeError ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError ConnectionResetError
    FileExistsError FileNotFoundError InterruptedError IsADirectoryError NotADirectoryError PermissionError
    ProcessLookupError TimeoutError
  `).map((name) => [name, "OSError"]),
  ["ModuleNotFoundError", "ImportError"],
].map(([name, base]): [Name, Name] => [
  ["exceptions", base],
  ["builtins", name],
]);

function names(text: string): [Name, Name][] {
  return pairs(text).map((line) => line.map((path) => splitName(path)) as [Name, Name]);
}

/** The module and the name of a dotted path. */
function splitName(path: string): Name {
  const point = path.lastIndexOf(".");
  return [path.slice(0, point), path.slice(point + 1)];
}

const NAMES = [
  ...names(`
    __builtin__.xrange builtins.range
    __builtin__.reduce functools.reduce
    __builtin__.intern sys.intern
    __builtin__.unichr builtins.chr
    __builtin__.unicode builtins.str
    __builtin__.long builtins.int
    itertools.izip builtins.zip
    itertools.imap builtins.map
    itertools.ifilter builtins.filter
    itertools.ifilterfalse itertools.filterfalse
    itertools.izip_longest itertools.zip_longest
    UserDict.IterableUserDict collections.UserDict
    UserList.UserList collections.UserList
    UserString.UserString collections.UserString
    whichdb.whichdb dbm.whichdb
    _socket.fromfd socket.fromfd
    _multiprocessing.Connection multiprocessing.connection.Connection
    multiprocessing.process.Process multiprocessing.context.Process
    multiprocessing.forking.Popen multiprocessing.popen_fork.Popen
    urllib.ContentTooShortError urllib.error.ContentTooShortError
    urllib.getproxies urllib.request.getproxies
    urllib.pathname2url urllib.request.pathname2url
    urllib.quote_plus urllib.parse.quote_plus
    urllib.quote urllib.parse.quote
    urllib.unquote_plus urllib.parse.unquote_plus
    urllib.unquote urllib.parse.unquote
    urllib.url2pathname urllib.request.url2pathname
    urllib.urlcleanup urllib.request.urlcleanup
    urllib.urlencode urllib.parse.urlencode
    urllib.urlopen urllib.request.urlopen
    urllib.urlretrieve urllib.request.urlretrieve
    urllib2.HTTPError urllib.error.HTTPError
    urllib2.URLError urllib.error.URLError
    multiprocessing.AuthenticationError multiprocessing.context.AuthenticationError
    multiprocessing.BufferTooShort multiprocessing.context.BufferTooShort
    multiprocessing.ProcessError multiprocessing.context.ProcessError
    multiprocessing.TimeoutError multiprocessing.context.TimeoutError
  `),
  ...EXCEPTIONS,
];

/** Names of Python 2 that are never written. */
const OTHER_NAMES = names(`
  __builtin__.basestring builtins.str
  exceptions.StandardError builtins.Exception
  UserDict.UserDict collections.UserDict
  socket._socketobject socket.SocketType
`);

/** Names of Python 3 for which Python 2 knew another one, which reads as something else. */
const HIDDEN_NAMES = [
  ...names(`
    __builtin__.reduce _functools.reduce
    FileDialog.FileDialog tkinter.filedialog.FileDialog
    FileDialog.LoadFileDialog tkinter.filedialog.LoadFileDialog
    FileDialog.SaveFileDialog tkinter.filedialog.SaveFileDialog
    SimpleDialog.SimpleDialog tkinter.simpledialog.SimpleDialog
    DocXMLRPCServer.ServerHTMLDoc xmlrpc.server.ServerHTMLDoc
    DocXMLRPCServer.XMLRPCDocGenerator xmlrpc.server.XMLRPCDocGenerator
    DocXMLRPCServer.DocXMLRPCRequestHandler xmlrpc.server.DocXMLRPCRequestHandler
    DocXMLRPCServer.DocXMLRPCServer xmlrpc.server.DocXMLRPCServer
    DocXMLRPCServer.DocCGIXMLRPCRequestHandler xmlrpc.server.DocCGIXMLRPCRequestHandler
    SimpleHTTPServer.SimpleHTTPRequestHandler http.server.SimpleHTTPRequestHandler
    CGIHTTPServer.CGIHTTPRequestHandler http.server.CGIHTTPRequestHandler
    socket._socketobject _socket.socket
  `),
  ...LATER_EXCEPTIONS,
];

const path = ([module, name]: Name) => `${module}.${name}`;
const swapped = ([a, b]: [string, string]): [string, string] => [b, a];

const moduleOf2 = new Map([...MODULES, ...OTHER_MODULES]);
const moduleOf3 = new Map([...MODULES, ...HIDDEN_MODULES].map(swapped));
const nameOf2 = new Map([...NAMES, ...OTHER_NAMES].map(([two, three]) => [path(two), three]));
const nameOf3 = new Map([...NAMES, ...HIDDEN_NAMES].map(([two, three]) => [path(three), two]));

/** What a name in a pickle of protocol 2 is called today. */
export function fromPython2(module: string, name: string): Name {
  return nameOf2.get(path([module, name])) ?? [moduleOf2.get(module) ?? module, name];
}

/** What a name of today is called in a pickle of protocol 2. */
export function toPython2(module: string, name: string): Name {
  return nameOf3.get(path([module, name])) ?? [moduleOf3.get(module) ?? module, name];
}
