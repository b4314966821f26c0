// SPDX-License-Identifier: Apache-2.0

/// Holds documents against the schemas of the OpenAPI document: types, required and unknown properties, enumerations, references.
struct SchemaCheck {
    let schemas: [String: JSONValue]

    init(_ openAPI: JSONValue) {
        schemas = openAPI["components"]?["schemas"]?.members ?? [:]
    }

    /// What is wrong, each with the path to it; empty where nothing is.
    func faults(_ value: JSONValue, _ schema: JSONValue, at path: String = "$") -> [String] {
        if let reference = schema["$ref"]?.text {
            guard let target = schemas[String(reference.split(separator: "/").last ?? "")] else {
                return ["\(path): no schema \(reference)"]
            }
            return faults(value, target, at: path)
        }
        if let allowed = schema["enum"]?.elements, !allowed.contains(value) {
            return ["\(path): \(value) is not allowed"]
        }
        switch (schema["type"]?.text, value) {
        case ("string", .string), ("boolean", .bool), ("number", .number): return []
        case ("integer", .number(let number)): return number.rounded() == number ? [] : ["\(path): not whole"]
        case ("array", .array(let elements)):
            guard let items = schema["items"] else { return ["\(path): schema without items"] }
            return elements.enumerated().flatMap { faults($0.element, items, at: "\(path)[\($0.offset)]") }
        case ("object", .object(let members)): return objectFaults(members, schema, at: path)
        case (let type, _): return ["\(path): \(value) is not of type \(type ?? "?")"]
        }
    }

    private func objectFaults(_ members: [String: JSONValue], _ schema: JSONValue, at path: String) -> [String] {
        let properties = schema["properties"]?.members ?? [:]
        let missing = (schema["required"]?.elements ?? []).compactMap(\.text).filter { members[$0] == nil }
        return missing.map { "\(path): \($0) is missing" }
            + members.sorted { $0.key < $1.key }.flatMap { key, value in
                guard let own = properties[key] ?? schema["additionalProperties"] else {
                    return ["\(path): nobody knows \(key)"]
                }
                return faults(value, own, at: "\(path).\(key)")
            }
    }
}
