import ts from "typescript";

/**
 * Makes constructors private in declarations that are marked `@internal` in the source. Left out, they would seem to be
 * there and to take nothing.
 */
export function hideInternalConstructors(context: ts.TransformationContext) {
  const { factory } = context;
  const visit = (node: ts.Node): ts.Node => {
    if (!ts.isClassDeclaration(node)) return node;
    const constructors = (ts.getOriginalNode(node) as ts.ClassDeclaration).members.filter(ts.isConstructorDeclaration);
    if (constructors.length === 0 || node.members.some(ts.isConstructorDeclaration)) return node;
    const hidden = factory.createConstructorDeclaration(
      [factory.createModifier(ts.SyntaxKind.PrivateKeyword)],
      [],
      undefined,
    );
    const { modifiers, name, typeParameters, heritageClauses, members } = node;
    return factory.updateClassDeclaration(node, modifiers, name, typeParameters, heritageClauses, [hidden, ...members]);
  };
  return (file: ts.SourceFile | ts.Bundle) => (ts.isSourceFile(file) ? ts.visitEachChild(file, visit, context) : file);
}
